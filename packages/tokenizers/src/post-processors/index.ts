import { isCount, makePart, type Spec } from '../spec.js';
import { plainTemplates, type PostProcessor, type Template, type TemplatePiece } from './post-processor.js';

export {
  plainPostProcessor,
  type PostProcessor,
  type Template,
  type TemplatePiece,
} from './post-processor.js';

const first: TemplatePiece = { sequence: 0, typeId: 0 };

const makers: Readonly<Record<string, (spec: Spec) => PostProcessor>> = {
  BertProcessing: (spec) => {
    const [cls, sep] = [readToken(spec, 'cls'), readToken(spec, 'sep')];
    const single = [special(cls), first, special(sep)];
    return { single, pair: [...single, { sequence: 1, typeId: 1 }, special(sep, 1)], trims: [] };
  },
  ByteLevel: (spec) => ({
    ...plainTemplates,
    trims: spec.boolean('trim_offsets', true)
      ? [{ addPrefixSpace: spec.boolean('add_prefix_space', true) }]
      : [],
  }),
  RobertaProcessing: (spec) => {
    const [cls, sep] = [readToken(spec, 'cls'), readToken(spec, 'sep')];
    const single = [special(cls), first, special(sep)];
    return {
      single,
      pair: [...single, special(sep), { sequence: 1, typeId: 0 }, special(sep)],
      trims: spec.boolean('trim_offsets', true)
        ? [{ addPrefixSpace: spec.boolean('add_prefix_space', true) }]
        : [],
    };
  },
  Sequence: (spec) => {
    const processors = spec.objects('processors').map(makePostProcessor);
    const templates = processors.filter(({ single }) => single !== plainTemplates.single);
    if (templates.length > 1)
      spec.fail('processors', 'more than one of them adds tokens, which is not supported');
    const { single, pair } = templates.at(0) ?? plainTemplates;
    return { single, pair, trims: processors.flatMap(({ trims }) => trims) };
  },
  TemplateProcessing: (spec) => ({
    single: readTemplate(spec, 'single'),
    pair: readTemplate(spec, 'pair'),
    trims: [],
  }),
};

/** A post-processor from its description in tokenizer.json. */
export function makePostProcessor(spec: Spec): PostProcessor {
  return makePart('post-processor', spec, makers);
}

function special(id: number, typeId = 0): TemplatePiece {
  return { ids: [id], typeId };
}

/** `[token, id]` */
function readToken(spec: Spec, name: string): number {
  const id = spec.list(name)[1];
  return isCount(id) ? id : spec.fail(name, 'a token and its id are needed');
}

function readTemplate(spec: Spec, name: string): Template {
  return spec.objects(name).map((piece) => {
    if (piece.has('Sequence')) {
      const sequence = piece.object('Sequence');
      const id = sequence.choice('id', name === 'single' ? ['A'] : ['A', 'B']);
      return { sequence: id === 'A' ? 0 : 1, typeId: sequence.integer('type_id', 0) };
    }
    const token = piece.object('SpecialToken');
    const ids = spec.object('special_tokens').object(token.string('id')).list('ids');
    if (!ids.every(isCount)) return token.fail('id', 'the ids of this token are no ids');
    return { ids, typeId: token.integer('type_id', 0) };
  });
}
