/** One turn of a conversation; templates may read further fields, such as `tool_calls`. */
export interface ChatMessage {
  readonly role: string;
  /** A text, or parts such as `{ type: 'text', text: ... }`. */
  readonly content?: string | readonly Readonly<Record<string, unknown>>[] | null | undefined;
  readonly [field: string]: unknown;
}

/** A conversation, oldest message first. */
export type Chat = readonly ChatMessage[];

/** A tool that the model may call: its JSON schema. */
export type ChatTool = Readonly<Record<string, unknown>>;

/** A text that the model may quote, usually `{ title, text }`. */
export type ChatDocument = Readonly<Record<string, unknown>>;
