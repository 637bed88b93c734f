// Literals of times that leave something to the moment: `now`, `today`, `tomorrow` and `yesterday` as the statement's
// time in the session's zone.
import { parseLiteral } from "../function/literal.ts";
import { dateText, timestampText } from "../type/datum-text.ts";
import type { LogicalType } from "../type/logical-type.ts";
import { zoneNamed } from "../type/time-zone.ts";
import { offsetAtMoment, UTC } from "../type/zone-table.ts";
import type { BindContext, StatementMoment } from "./context.ts";

const timed: ReadonlySet<string> = new Set(["date", "time", "timetz", "timestamp", "timestamptz"]);

const clockWord = /(?<![a-z])(now|today|tomorrow|yesterday)(?![a-z])/i;
const days: Readonly<Record<string, number>> = { yesterday: -1, today: 0, tomorrow: 1 };
const MICROS_PER_DAY = 86_400_000_000n;

export interface TimeLiteral {
  readonly text: string;
  readonly moment: StatementMoment | undefined;
}

/** The text without what it leaves to the moment. */
export function timeLiteral(context: BindContext, text: string, type: LogicalType): TimeLiteral {
  const { moment } = context.ports;
  if (!timed.has(type.kind)) return { text, moment };
  const settled = clockWord.test(text) ? text.replace(clockWord, (word) => clockText(context, word, type)) : text;
  return { text: settled, moment };
}

/** What a word of the clock stands for, as a text in the session's zone. */
function clockText(context: BindContext, word: string, { kind }: LogicalType): string {
  const zone = zoneNamed(context.timeZone) ?? UTC;
  const offset = offsetAtMoment(zone, Number(context.now / 1_000_000n));
  const local = context.now + BigInt(offset) * 1_000_000n;
  if (word.toLowerCase() !== "now") return dateText(Number(local / MICROS_PER_DAY) + (days[word.toLowerCase()] ?? 0));
  const shown = timestampText(local);
  return kind === "time" || kind === "timetz" ? shown.slice(shown.indexOf(" ") + 1) : shown;
}

/** The value of a literal's text. @throws FfqError */
export function valueOfLiteral(
  context: BindContext,
  text: string,
  type: LogicalType,
  form: "implicit" | "assignment" | "explicit",
): ReturnType<typeof parseLiteral> {
  const literal = timeLiteral(context, text, type);
  return parseLiteral(literal.text, type, form, literal.moment);
}
