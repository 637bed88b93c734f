// A row function's failure as a message: the template of the module's table filled in with the call's arguments.
// Shared by compiled code and the interpreter, so that both say the same.
import type { Arena } from "../arena/arena.ts";
import { nearHint } from "../common/suggest.ts";
import { failureOf, type RowFailure } from "./library.ts";

/** A failure with nothing left to be filled in. */
export interface DescribedFailure extends Omit<RowFailure, "known"> {
  readonly hint?: string;
}

/** The failure of a call that answered `status`; `args`: its first two arguments as text, asked for where the message shows them. */
export function describeFailure(
  call: { readonly module: string; readonly name: string },
  status: number,
  args: () => readonly string[],
): DescribedFailure {
  const { message, known, ...rest } = failureOf(call.module, call.name, status);
  const [first = "", second = ""] = message.includes("{") || known !== undefined ? args() : [];
  const hint = known === undefined ? undefined : nearHint(known.what, first, known.names());
  // A function: a replacement string would give meaning to dollar signs of the user's text.
  const shown = message.replace("{0}", () => first).replace("{n}", () => second);
  return { ...rest, message: shown, ...(hint === undefined ? {} : { hint }) };
}

/** What a message shows of a text at most: strings have a limit, which is below that of texts. */
const MOST_SHOWN = 1 << 28;

/** The text that a ref shows. */
export function readText(arena: Arena, ref: bigint): string {
  const address = Number(ref & 0xffffffffn);
  const bytes = Math.min(Number(ref >> 32n), MOST_SHOWN);
  // A copy: decoders of browsers do not accept shared memory.
  return new TextDecoder().decode(arena.view().u8.slice(address, address + bytes));
}
