// How COPY writes rows as text: PostgreSQL's two forms, CSV with quotes and TEXT with backslashes.

interface Common {
  /** One byte. */
  readonly delimiter: string;
  /** What NULL is. */
  readonly nullText: string;
  /** A first line with the columns' names. */
  readonly header: boolean;
}

export type TextFormat =
  | (Common & {
      readonly kind: "csv";
      /** One byte each. */
      readonly quote: string;
      readonly escape: string;
      /** Columns whose values are always quoted. */
      readonly forceQuote: readonly string[];
    })
  | (Common & { readonly kind: "text" });
