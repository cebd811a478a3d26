import type { Spec } from '../spec.js';
import type { ClassDefaults } from './class-defaults.js';
import type { SpecialTokenName } from './special-token-names.js';

/** tokenizer_config.json as a class reads it: with the class's defaults. */
export class ClassConfig {
  constructor(
    readonly config: Spec,
    private readonly defaults: ClassDefaults,
  ) {}

  boolean(name: string, fallback: boolean): boolean {
    return this.config.boolean(name, fallback);
  }

  /** The text of a special token; '' if there is none. */
  token(name: SpecialTokenName): string {
    const value = this.config.raw(name);
    if (typeof value === 'string') return value;
    if (value !== undefined) return this.config.object(name).string('content');
    return this.config.names().includes(name) ? '' : (this.defaults.tokens?.[name] ?? '');
  }
}
