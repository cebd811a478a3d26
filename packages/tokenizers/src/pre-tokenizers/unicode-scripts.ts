import { unitsOf } from '../text/characters.js';
import type { SplitText } from '../text/split-text.js';
import type { PreTokenizer } from './pre-tokenizer.js';

const scripts =
  'Adlam Ahom Anatolian_Hieroglyphs Arabic Armenian Avestan Balinese Bamum Bassa_Vah Batak Bengali Bhaiksuki Bopomofo Brahmi Braille Buginese Buhid Canadian_Aboriginal Carian Caucasian_Albanian Chakma Cham Cherokee Chorasmian Common Coptic Cuneiform Cypriot Cypro_Minoan Cyrillic Deseret Devanagari Dives_Akuru Dogra Duployan Egyptian_Hieroglyphs Elbasan Elymaic Ethiopic Georgian Glagolitic Gothic Grantha Greek Gujarati Gunjala_Gondi Gurmukhi Han Hangul Hanifi_Rohingya Hanunoo Hatran Hebrew Hiragana Imperial_Aramaic Inherited Inscriptional_Pahlavi Inscriptional_Parthian Javanese Kaithi Kannada Katakana Kayah_Li Kharoshthi Khitan_Small_Script Khmer Khojki Khudawadi Lao Latin Lepcha Limbu Linear_A Linear_B Lisu Lycian Lydian Mahajani Makasar Malayalam Mandaic Manichaean Marchen Masaram_Gondi Medefaidrin Meetei_Mayek Mende_Kikakui Meroitic_Cursive Meroitic_Hieroglyphs Miao Modi Mongolian Mro Multani Myanmar Nabataean Nandinagari New_Tai_Lue Newa Nko Nushu Nyiakeng_Puachue_Hmong Ogham Ol_Chiki Old_Hungarian Old_Italic Old_North_Arabian Old_Permic Old_Persian Old_Sogdian Old_South_Arabian Old_Turkic Old_Uyghur Oriya Osage Osmanya Pahawh_Hmong Palmyrene Pau_Cin_Hau Phags_Pa Phoenician Psalter_Pahlavi Rejang Runic Samaritan Saurashtra Sharada Shavian Siddham SignWriting Sinhala Sogdian Sora_Sompeng Soyombo Sundanese Syloti_Nagri Syriac Tagalog Tagbanwa Tai_Le Tai_Tham Tai_Viet Takri Tamil Tangsa Tangut Telugu Thaana Thai Tibetan Tifinagh Tirhuta Toto Ugaritic Vai Vithkuqi Wancho Warang_Citi Yezidi Yi Zanabazar_Square'
    .split(' ')
    .map((name) => [name, new RegExp(`^\\p{Script=${name}}`, 'u')] as const);

const known = new Map<string, string>();

/** The script of a character; 'Any' for what fits to every script. Japanese is written in one, so kana count as Han. */
function scriptOf(character: string): string {
  if (character === ' ') return 'Any';
  if (character === '\u30FC') return 'Han';
  let script = known.get(character);
  if (script === undefined) {
    script = scripts.find(([, test]) => test.test(character))?.[0] ?? 'Any';
    if (script === 'Hiragana' || script === 'Katakana') script = 'Han';
    known.set(character, script);
  }
  return script;
}

/** Splits where the script changes; what comes before the first script goes, as in Rust. */
export class UnicodeScripts implements PreTokenizer {
  preTokenize(words: SplitText): SplitText {
    return words.splitSpans((text, start, end, spans) => {
      let last: string | undefined;
      let word: number | undefined;
      let at = start;
      for (const character of text.slice(start, end)) {
        const script = scriptOf(character);
        if (script !== 'Any') {
          if (last !== script) {
            if (word !== undefined) spans.push(word, at);
            word = at;
          }
          last = script;
        }
        at += unitsOf(character.codePointAt(0)!);
      }
      if (word !== undefined) spans.push(word, end);
    });
  }
}
