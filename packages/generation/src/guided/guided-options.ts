/** What a guided text must be: exactly one of these. */
export type GuidedOptions =
  | {
      /** A JSON value that the schema allows; `true` for any JSON object. */
      readonly json: object | true;
    }
  | {
      /** All of the text is a match, as if the expression stood between ^ and $. */
      readonly regex: string;
    }
  | {
      /** One of these texts. */
      readonly choices: readonly string[];
    }
  | {
      /** A text of the grammar's rule `root`, in EBNF. */
      readonly grammar: string;
    };
