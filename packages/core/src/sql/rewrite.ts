// What users of analytical engines expect and PostgreSQL's grammar does not have, added before parsing:
//
//   :name                          ->  $1 (the name is kept beside)
//   FROM 'file', JOIN 'file'       ->  FROM "ffq:file"('file')
//   FROM "a.parquet", "dir/*.pq"   ->  FROM "ffq:file"('a.parquet', 'name'): a table of that name comes first
//   read_parquet(['a', 'b'], x = 1) -> read_parquet(ARRAY['a', 'b'], x => 1)
//
// The rewrite sees PostgreSQL's tokens, so strings and comments are never touched, and it changes only what
// PostgreSQL would refuse (or could not find: names of files). A text without sugar comes back as it is.
// Further sugar goes here and nowhere else. Each edit remembers what it stands for (position.ts), so that
// errors point into the text as the user wrote it.
import { FfqError } from "../common/error.ts";
import { blankBetweenStrings } from "./continued-string.ts";
import { applyEdits, type Edit, type EditedText } from "./position.ts";
import { type Token, tokenize } from "./token.ts";

/** The function that stands for a file in FROM. No user can define or mean it: see file-relation.ts. */
export const FILE_FUNCTION = "ffq:file";
/** Second argument of FILE_FUNCTION when the user wrote a quoted name, which a table may have too. */
export const NAMED = "name";

/** Table functions over files: their argument may be a list in brackets and options may be `name = value`. */
export const READERS: ReadonlySet<string> = new Set(["read_parquet", "parquet_scan"]);

export interface Rewritten extends EditedText {
  /** Names of the parameters: `names[0]` is $1. Empty when the text has none or numbers them itself. */
  readonly names: readonly string[];
}

/**
 * Takes the sugar out.
 * @throws FfqError SYNTAX when named and numbered parameters are mixed
 */
export function rewrite(original: string): Rewritten {
  const text = blankBetweenStrings(original);
  if (!mayHoldSugar(text)) return { original, text, edits: [], names: [] };
  const scan = tokenize(text);
  // The parser will say what is wrong, and where.
  if (scan.kind === "error") return { original, text, edits: [], names: [] };
  const pass = new Pass(scan.tokens.filter((token) => token.kind !== "comment"));
  pass.run();
  return { ...applyEdits(text, pass.edits), original, names: pass.names };
}

/** Spares the scanner most texts. Must hold for every text that the pass would change. */
function mayHoldSugar(text: string): boolean {
  return (
    /:[A-Za-z_\u0080-\uffff]/.test(text) ||
    /\b(from|join|using|lateral)\s*(\(\s*)*(e?'|["$]|--|\/\*)/i.test(text) ||
    // After a comma only what looks like a file. A doubled quote may hide the rest: no loop with two branches
    // here, the expression must not recurse on a literal of many megabytes.
    (/\b(from|using)\b/i.test(text) &&
      /,\s*(?:\(\s*)*(?:--|\/\*|\$[a-z_$]|e?'[^'./\\*?:]*(?:[./\\*?:]|'')|"[^"./\\*?:]*(?:[./\\*?:]|""))/i.test(
        text,
      )) ||
    /\b(read_parquet|parquet_scan)\b/i.test(text)
  );
}

const FILE_NAME = /\.(parquet|pq|csv|tsv|json|jsonl|ndjson|arrow|arrows|ipc|feather)(\.(gz|zst))?$/i;
const PATH_OR_GLOB = /[/\\*?]|^[a-z][a-z0-9+.-]*:/i;

/** Whether a quoted name reads like a file: an extension we know, a path, a URI or a glob. */
export function looksLikeFile(name: string): boolean {
  return FILE_NAME.test(name) || PATH_OR_GLOB.test(name);
}

/** What stands between the quotes of a string constant, escapes as they are. */
function contents(literal: string): string {
  return literal.startsWith("$")
    ? literal.replaceAll(/^\$[^$]*\$|\$[^$]*\$$/g, "")
    : literal.replaceAll(/^e?'|'$/gi, "");
}

/** Words that end the FROM list of their query. */
const AFTER_FROM = new Set(
  "where group having window order limit offset fetch for union except intersect returning".split(" "),
);
/** Words that begin a query or a statement that may have a FROM list. */
const VERBS = new Set(["select", "update", "delete", "merge"]);

/** What stands between one pair of brackets (or outside all). */
interface Frame {
  readonly open: "top" | "(" | "list" | "subscript";
  /** The verb whose clauses we are in: FROM after it begins a list of relations. */
  verb: string | undefined;
  /** Inside the FROM list: after a comma a relation comes. */
  inFrom: boolean;
  /** The arguments of read_parquet. */
  readonly reader: boolean;
}

class Pass {
  readonly edits: Edit[] = [];
  readonly names: string[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #tokens: readonly Token[];
  readonly #frames: Frame[] = [];
  #frame: Frame = { open: "top", verb: undefined, inFrom: false, reader: false };
  /** The next token begins a relation. */
  #relationNext = false;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  run(): void {
    for (let i = 0; i < this.#tokens.length; i++) {
      const token = this.#tokens[i];
      if (token !== undefined) this.#token(token, i);
    }
    const named = this.edits.find((edit) => edit.text.startsWith("$"));
    const numbered = this.#tokens.find((token) => /^\$\d/.test(token.text));
    if (named !== undefined && numbered !== undefined) {
      throw new FfqError("SYNTAX", "named and numbered parameters cannot be mixed in one text", {
        sqlstate: "42601",
        span: { start: numbered.start, end: numbered.end },
        hint: "Write all parameters as :name or all as $1, $2, ...",
      });
    }
  }

  #token(token: Token, i: number): void {
    const relation = this.#relationNext;
    this.#relationNext = false;
    switch (token.kind) {
      case "word":
        this.#word(token, i, relation);
        return;
      case "string":
        if (relation && (this.#tokens[i - 1]?.text !== "," || looksLikeFile(contents(token.text)))) {
          this.#file(token, token.text, "");
        }
        return;
      case "quoted":
        if (relation) this.#quotedName(token, i);
        return;
      default:
        this.#punctuation(token, i, relation);
    }
  }

  #word({ word }: Token, i: number, relation: boolean): void {
    const frame = this.#frame;
    // After a dot (and AS) a word is a name, whatever it says.
    const before = this.#tokens[i - 1];
    // ... but CREATE TABLE t AS SELECT: no verb yet, so AS does not name a column.
    if (before?.text === "." || (before?.word === "as" && frame.verb !== undefined)) return;
    if (VERBS.has(word) && !(word === "update" && before?.word === "for")) {
      // ON CONFLICT DO UPDATE, WHEN MATCHED THEN UPDATE and FOR UPDATE keep the FROM rules of their statement.
      frame.verb = word;
      frame.inFrom = false;
    } else if (word === "from") {
      const distinctFrom = before?.word === "distinct" && ["is", "not"].includes(this.#tokens[i - 2]?.word ?? "");
      if (frame.verb !== undefined && !distinctFrom && before?.word !== "delete") this.#relations();
    } else if (word === "using") {
      // DELETE ... USING and MERGE ... USING; in a join USING is followed by a bracket.
      if (frame.verb === "delete" || frame.verb === "merge") this.#relations();
    } else if (word === "join") {
      this.#relationNext = frame.inFrom;
    } else if (word === "lateral") {
      this.#relationNext = relation;
    } else if (relation && (word === "values" || word === "with")) {
      frame.inFrom = false;
    } else if (AFTER_FROM.has(word) || (word === "set" && frame.verb !== "select")) {
      frame.inFrom = false;
    }
  }

  #relations(): void {
    this.#frame.inFrom = true;
    this.#relationNext = true;
  }

  #punctuation(token: Token, i: number, relation: boolean): void {
    switch (token.text) {
      case "(":
        // FROM ('a' JOIN 'b' ON ...): a nested FROM list until a SELECT says otherwise.
        this.#open("(", relation, READERS.has(this.#tokens[i - 1]?.word ?? ""));
        this.#relationNext = relation;
        return;
      case "[":
        this.#openBracket(token, i);
        return;
      case ")":
      case "]":
        this.#frame = this.#frames.pop() ?? this.#frame;
        return;
      case ",":
        this.#relationNext = this.#frame.inFrom;
        return;
      case ";":
        this.#frames.length = 0;
        this.#frame = { open: "top", verb: undefined, inFrom: false, reader: false };
        return;
      case ":":
        this.#parameter(token, i);
        return;
      case "=":
        this.#readerOption(token, i);
        return;
      default:
    }
  }

  #open(open: Frame["open"], inFrom: boolean, reader: boolean): void {
    this.#frames.push(this.#frame);
    this.#frame = { open, verb: undefined, inFrom, reader };
  }

  /** `[` begins a list after ARRAY and inside a list, an argument list in a reader, and else a subscript. */
  #openBracket(token: Token, i: number): void {
    const before = this.#tokens[i - 1];
    const readerList = this.#frame.reader && (before?.text === "(" || before?.text === ",");
    if (readerList) this.#edit(token.start, token.start, "ARRAY", token);
    const nested = this.#frame.open === "list" && (before?.text === "[" || before?.text === ",");
    this.#open(readerList || nested || before?.word === "array" ? "list" : "subscript", false, false);
  }

  /** `:name`, unless it is the second half of an array slice such as a[1:n] or a[:n]. */
  #parameter(colon: Token, i: number): void {
    const name = this.#tokens[i + 1];
    if (name?.kind !== "word" || name.start !== colon.end) return;
    if (this.#frame.open === "subscript" && this.#endsOperand(this.#tokens[i - 1])) return;
    let number = this.#numbers.get(name.text);
    if (number === undefined) {
      number = this.names.push(name.text);
      this.#numbers.set(name.text, number);
    }
    this.#edit(colon.start, name.end, `$${number}`, { start: colon.start, end: name.end });
  }

  /** In a subscript: whether a slice's colon may follow. `[` counts: a[:n] has no lower bound. */
  #endsOperand(token: Token | undefined): boolean {
    if (token === undefined) return false;
    if (token.kind !== "other") return !token.reserved || ["end", "null", "true", "false"].includes(token.word);
    return /^([[\])]|\$?[\d.]*\d)/.test(token.text);
  }

  /** read_parquet('f', option = 1) -> option => 1 */
  #readerOption(token: Token, i: number): void {
    const name = this.#tokens[i - 1];
    if (!this.#frame.reader || name?.kind !== "word" || this.#tokens[i - 2]?.text !== ",") return;
    this.#edit(token.start, token.end, "=>", token);
  }

  #quotedName(token: Token, i: number): void {
    const next = this.#tokens[i + 1]?.text;
    const name = token.text.slice(1, -1).replaceAll('""', '"');
    // "schema"."table" and "function"(...) are not files.
    if (next === "." || next === "(" || !looksLikeFile(name)) return;
    this.#file(token, `'${name.replaceAll("'", "''")}'`, `, '${NAMED}'`);
  }

  #file(token: Token, literal: string, rest: string): void {
    const open = `"${FILE_FUNCTION}"(`;
    if (literal === token.text) {
      // The literal stays where it is, so that places inside it keep their meaning.
      this.#edit(token.start, token.start, open, token);
      this.#edit(token.end, token.end, `${rest})`, token);
      return;
    }
    this.#edit(token.start, token.end, `${open}${literal}${rest})`, token);
  }

  #edit(start: number, end: number, text: string, { start: from, end: to }: { start: number; end: number }): void {
    this.edits.push({ start, end, text, anchor: { start: from, end: to } });
  }
}
