// Asks a round of calls and compares what comes back: texts exactly, floats of functions that are not exact to some digits,
// refusals by their SQLSTATE.
import type { Answer } from "../answer.ts";
import type { Peer } from "../peers.ts";
import type { Random } from "../random.ts";
import { type Argument, type Family, families } from "./function-calls.ts";
import { isKnown } from "./known-differences.ts";

/** Of one function in a round. */
const CALLS = 24;
/** Shown of one function. */
const SHOWN = 3;

interface Call {
  readonly family: Family;
  readonly args: readonly Argument[];
  /** With its literals in their places. */
  readonly text: string;
}

/** The value as text, or why there is none. */
type Value = { readonly text: string | null } | { readonly sqlstate: string; readonly message: string };

export interface FunctionCampaignOptions {
  readonly ffq: Peer;
  readonly postgres: Peer;
  readonly print: (text: string) => void;
}

export class FunctionCampaign {
  calls = 0;
  differences = 0;
  #errors = 0;
  readonly #options: FunctionCampaignOptions;
  readonly #shown = new Map<string, number>();

  constructor(options: FunctionCampaignOptions) {
    this.#options = options;
  }

  summary(): string {
    return `calls=${this.calls} errors=${this.#errors} differences=${this.differences}`;
  }

  /** @param only which of the families, by their titles */
  async round(random: Random, only: RegExp): Promise<void> {
    for (const family of families(random)) {
      const calls = callsOf(random, family);
      if (only.test(family.title)) await this.#family(calls);
    }
  }

  async #family(calls: readonly Call[]): Promise<void> {
    const { postgres, ffq } = this.#options;
    const wanted: Value[] = [];
    for (const { text } of calls) wanted.push(await valueOf(postgres, text));
    const together = await this.#together(calls.filter((_, at) => isText(wanted[at] as Value)));
    for (const [at, call] of calls.entries()) {
      const want = wanted[at] as Value;
      this.#compare(call, together.get(call) ?? (await valueOf(ffq, call.text)), want);
    }
  }

  /** Values of calls in queries over rows, those with the same settled arguments in one; none where that fails. */
  async #together(calls: readonly Call[]): Promise<ReadonlyMap<Call, Value>> {
    const values = new Map<Call, Value>();
    const groups = Map.groupBy(calls, ({ args }) =>
      JSON.stringify(args.map(({ isSettled, literal }) => isSettled && literal)),
    );
    for (const group of groups.values()) {
      const [first] = group;
      if (first === undefined || group.length < 2) continue;
      const rows = group.map(({ args }, at) => `(${[at, ...args.map(rowValue)].join(", ")})`);
      const names = first.args.map((_, at) => `a${at}`);
      const shown = first.args.map((arg, at) => (arg.isSettled ? typed(arg) : `a${at}`));
      const answer = await this.#options.ffq.answer(
        `SELECT (${first.family.call(shown)})::text FROM (VALUES ${rows.join(", ")}) AS t(${["place", ...names].join(", ")}) ORDER BY place`,
      );
      if (answer.kind === "error") continue;
      for (const [at, call] of group.entries()) values.set(call, { text: answer.rows[at]?.[0] ?? null });
    }
    return values;
  }

  #compare({ family, text }: Call, got: Value, want: Value): void {
    this.calls++;
    if (!isText(want)) this.#errors++;
    if (isSame(family, got, want) || isKnown(text, shownValue(got))) return;
    this.differences++;
    const times = (this.#shown.get(family.title) ?? 0) + 1;
    this.#shown.set(family.title, times);
    if (times > SHOWN) return;
    this.#options.print(`--- SELECT ${text}\n--- got  ${shownValue(got)}\n--- want ${shownValue(want)}\n`);
  }
}

function callsOf(random: Random, family: Family): readonly Call[] {
  const calls = new Map<string, Call>();
  let args: readonly Argument[] | undefined;
  for (let count = 0; count < CALLS; count++) {
    args = family.arguments(random, args);
    const text = `(${family.call(args.map(typed))})::text`;
    calls.set(text, { family, args, text });
  }
  return [...calls.values()];
}

/** Fields of extract and forms of normalize are words. */
const typed = ({ type, literal, isWord }: Argument): string =>
  isWord && type === "text" ? literal.replaceAll("'", "") : `${literal}::${type}`;

const rowValue = ({ type, literal }: Argument): string => `${literal}::${type}`;

async function valueOf(peer: Peer, text: string): Promise<Value> {
  const answer: Answer = await peer.answer(`SELECT ${text}`);
  return answer.kind === "error" ? answer : { text: answer.rows[0]?.[0] ?? null };
}

const isText = (value: Value): value is { readonly text: string | null } => "text" in value;

/** Twelve digits. */
const INEXACT = 1e-12;

function isSame({ isInexact }: Family, got: Value, want: Value): boolean {
  if (!isText(got) || !isText(want)) return !isText(got) && !isText(want) && got.sqlstate === want.sqlstate;
  if (got.text === want.text) return true;
  if (!isInexact || got.text === null || want.text === null) return false;
  const [left, right] = [Number(got.text), Number(want.text)];
  return Math.abs(left - right) <= INEXACT * Math.max(1, Math.abs(left), Math.abs(right));
}

function shownValue(value: Value): string {
  if (!isText(value)) return `${value.sqlstate} ${value.message}`;
  return value.text === null ? "NULL" : JSON.stringify(value.text);
}
