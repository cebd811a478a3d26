import { equal } from './comparison.js';
import type { Budget } from './budget.js';
import { Holder, TemplateFunction, TemplateMistake, Tuple, Undefined, type Value } from './values.js';

/** What the body of a `for` knows as `loop`. */
export class Loop extends Holder {
  readonly type = 'LoopContext';
  index0 = 0;
  private seen: Value | undefined;

  constructor(
    private readonly items: readonly Value[],
    private readonly budget: Budget,
  ) {
    super();
  }

  field(name: string): Value | undefined {
    const { index0, items } = this;
    const { length } = items;
    switch (name) {
      case 'index':
        return index0 + 1;
      case 'index0':
        return index0;
      case 'revindex':
        return length - index0;
      case 'revindex0':
        return length - index0 - 1;
      case 'first':
        return index0 === 0;
      case 'last':
        return index0 === length - 1;
      case 'length':
        return length;
      case 'depth':
        return 1;
      case 'depth0':
        return 0;
      case 'previtem':
        return index0 > 0 ? items[index0 - 1] : new Undefined('there is no previous item');
      case 'nextitem':
        return index0 + 1 < length ? items[index0 + 1] : new Undefined('there is no next item');
      case 'cycle':
        return new TemplateFunction(name, ({ positional }) => {
          if (positional.length === 0) throw new TemplateMistake('no items for cycling given');
          return positional[index0 % positional.length];
        });
      case 'changed':
        return new TemplateFunction(name, ({ positional }) => {
          const values = Tuple.from(positional);
          if (this.seen !== undefined && equal(this.seen, values, this.budget)) return false;
          this.seen = values;
          return true;
        });
      default:
        return undefined;
    }
  }
}
