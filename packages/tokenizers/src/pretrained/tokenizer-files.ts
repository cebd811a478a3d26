/** Where a tokenizer's files come from; a checkpoint is one. */
export interface TokenizerFiles {
  /** Where they lie, for messages. */
  readonly folder?: string | undefined;
  /** The text of a file; undefined if there is none. */
  readText(name: string): Promise<string | undefined>;
  /** The bytes of a file; undefined if there is none. */
  readBytes(name: string): Promise<Uint8Array | undefined>;
  /** The names in a folder; none if there is no such folder. Without it, only files with usual names are found. */
  list?(folder: string): Promise<readonly string[]>;
}

/** What a tokenizer is made of: the content of tokenizer.json, or what is in the files that came before it. */
export interface TokenizerDocuments {
  readonly tokenizer: unknown;
  /** tokenizer_config.json. */
  readonly config: Readonly<Record<string, unknown>>;
}
