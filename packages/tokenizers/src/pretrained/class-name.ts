const backend = 'TokenizersBackend';

/** Model types by the class that Python has registered for them. */
const registered: Readonly<Record<string, string>> = {
  AlbertTokenizer: `
    albert yoso`,
  BartTokenizer: `
    florence2`,
  BertTokenizer: `
    align bark bert blip bros chinese_clip convbert distilbert electra ernie flava git grounding-dino layoutlm
    megatron-bert mm-grounding-dino nezha nomic_bert qdqbert realm retribert squeezebert tvp vilt visual_bert`,
  BigBirdTokenizer: `
    big_bird`,
  BlenderbotTokenizer: `
    blenderbot`,
  CamembertTokenizer: `
    camembert`,
  DebertaV2Tokenizer: `
    deberta-v2`,
  GPT2Tokenizer: `
    blip-2 codegen dbrx emu3 gpt2 gpt_neo gptj hyperclovax_vision_v2 instructblip instructblipvideo jais2 opt phi
    starcoder2`,
  GPTNeoXTokenizer: `
    falcon_mamba gpt_neox mamba mamba2 mpt olmo olmoe rwkv xlstm`,
  GemmaTokenizer: `
    diffusion_gemma gemma gemma2 gemma3 gemma3_text gemma3n gemma3n_text recurrent_gemma shieldgemma2 t5gemma zaya`,
  LlamaTokenizer: `
    idefics idefics2`,
  M2M100Tokenizer: `
    m2m_100`,
  MBart50Tokenizer: `
    mbart50`,
  MBartTokenizer: `
    mbart`,
  MPNetTokenizer: `
    mpnet`,
  MarianTokenizer: `
    marian`,
  NllbTokenizer: `
    nllb nllb-moe`,
  PegasusTokenizer: `
    pegasus`,
  Qwen2Tokenizer: `
    audioflamingo3 colqwen2 cosmos3_omni fun_asr_nano hunyuan_vl internvl lighton_ocr ovis2 qianfan_ocr qwen2
    qwen2_5_omni qwen2_5_vl qwen2_audio qwen2_moe qwen2_vl qwen3 qwen3_asr qwen3_moe qwen3_next qwen3_omni_moe
    qwen3_vl qwen3_vl_moe vibevoice`,
  RobertaTokenizer: `
    bart bridgetower clap data2vec-text ibert lilt longformer mega mra roberta roberta-prelayernorm`,
  T5Tokenizer: `
    mt5 musicgen musicgen_melody switch_transformers t5`,
  TokenizersBackend: `
    EvollaModel aria bigbird_pegasus canary flex_olmo glm glm4 glm4_moe glm4_moe_lite glm4v glm4v_moe glm_image
    glmasr got_ocr2 gpt_bigcode granite granitemoe granitemoehybrid granitemoeshared kimi_k25 kimi_linear kosmos-2
    mimo_v2_flash minicpmv4_6 minicpmv4_7 ministral ministral3 mistral mistral3 mixtral nystromformer olmo2 olmo3
    olmo_hybrid pegasus_x persimmon pix2struct pixtral stablelm umt5 voxtral voxtral_realtime xlm-roberta-xl
    ernie4_5 chameleon phi3 camembertv2-base cohere_asr hyperclovax_vlm deepseek_v4 deepseek_v3 h2ovl_chat nemotron
    nvfp4 deepseek_vl_v2 minicpmv chatlm paddleocr_vl step3_vl ernie4_5_moe smolvlm janus hyperclovax arctic openvla
    deepseek_v2 llava deepseek_vl_hybrid opencua deepseek_vl molmo2 deepseek_ocr deepseek_ocr2 minimax_m2 vipllava
    molmo modernbert fuyu step3p5 jamba phi3_v minicpm3 internlm2 llava_next deepseek_v32 modernbert-decoder phimoe`,
  XLMRobertaTokenizer: `
    gte jina_embeddings_v3 metaclip_2 trocr xlm-roberta xmod`,
  XLNetTokenizer: `
    xlnet`,
};

/** Whose files often name a wrong class: Python takes the registered one. */
const namesWrongClass = words(`
  arctic camembertv2-base chameleon chatlm cohere_asr deepseek_ocr deepseek_ocr2 deepseek_v2 deepseek_v3
  deepseek_v32 deepseek_v4 deepseek_vl deepseek_vl_hybrid deepseek_vl_v2 ernie4_5 ernie4_5_moe fuyu h2ovl_chat
  hyperclovax hyperclovax_vision_v2 hyperclovax_vlm internlm2 jamba janus llava llava_next minicpm3 minicpmv
  minimax_m2 modernbert modernbert-decoder molmo molmo2 nemotron nvfp4 opencua openvla paddleocr_vl phi3 phi3_v
  phimoe qwen2 qwen3_5 qwen3_5_moe qwen3_5_moe_text qwen4_exp smolvlm step3_vl step3p5 vipllava
`);

const classOfModelType = new Map(
  Object.entries(registered).flatMap(([className, types]) =>
    [...words(types)].map((type) => [type, className]),
  ),
);

function words(list: string): Set<string> {
  return new Set(list.trim().split(/\s+/));
}

/** Names that mean: the files as they are. */
const plain = new Set([backend, 'PythonBackend', 'PreTrainedTokenizer']);

/**
 * The class that Python's AutoTokenizer picks for a model: what the files name, unless their model type is registered with
 * plain files or known to name a wrong class. The names of the "Fast" classes are the same.
 */
export function classNameFor(named: string | undefined, modelType: string | undefined): string {
  const hub = named?.replace(/Fast$/, '');
  const expected = modelType === undefined ? undefined : classOfModelType.get(modelType);
  if (hub === undefined) return expected ?? backend;
  if (expected === undefined || expected === hub) return plain.has(hub) ? backend : hub;
  if (expected === backend) return backend;
  const name = namesWrongClass.has(modelType!) ? expected : hub;
  return plain.has(name) ? backend : name;
}
