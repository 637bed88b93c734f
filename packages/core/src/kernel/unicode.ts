// Unicode's normal forms as row functions. They are JavaScript: the engine's own tables of compositions are the ones that a
// kernel would have to bring along (60 KB), and texts outside ASCII that are to be normalised are rare. Called once per
// row, or per slot of a dictionary; ASCII, which is its own normal form, is seen from its bytes. Failures as in text.ts.
import type { Arena } from "../arena/arena.ts";
import type { ModuleControls } from "./library.ts";

const NO_ROOM = -1;
const NO_FORM = -2;
const TOO_LONG = -90;
/** Of JavaScript's strings, in bytes of ASCII: what has more could not be read. */
const LONGEST = 2 ** 29 - 25;
/** PostgreSQL's limit on one value (assembly/bump.part.ts). */
const LARGEST = 1073741819;

/** By the negative status code; `{n}` is the second argument. */
export const UNICODE_FAILURES: Readonly<Record<number, { readonly sqlstate: string; readonly message: string }>> = {
  [NO_FORM]: { sqlstate: "22023", message: "invalid normalization form: {n}" },
};

export interface UnicodeFunctions extends ModuleControls {
  normalize(text: bigint, form: bigint): bigint;
  isNormalized(text: bigint, form: bigint): number;
}

const FORMS: ReadonlySet<string> = new Set(["NFC", "NFD", "NFKC", "NFKD"]);

/** The functions over the arena, for one thread. */
export function unicodeFunctions(arena: Arena): UnicodeFunctions {
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  let next = 0;
  let end = 0;
  let status = 0;
  const fail = (code: number): number => {
    if (status === 0) status = code;
    return code;
  };
  const bytesOf = (ref: bigint): Uint8Array => {
    const start = Number(ref & 0xffffffffn);
    // A copy: decoders of browsers do not accept shared memory.
    return arena.view().u8.slice(start, start + Number(ref >> 32n));
  };
  const formOf = (ref: bigint): string | undefined => {
    const form = decoder.decode(bytesOf(ref)).toUpperCase();
    return FORMS.has(form) ? form : undefined;
  };
  const isAscii = (bytes: Uint8Array): boolean => bytes.every((byte) => byte < 128);
  return {
    setHeap(from, to) {
      next = from;
      end = to;
    },
    getHeapNext: () => next,
    takeStatus() {
      const taken = status;
      status = 0;
      return taken;
    },
    normalize(text, form) {
      const wanted = formOf(form);
      if (wanted === undefined) return BigInt(fail(NO_FORM));
      const bytes = bytesOf(text);
      if (isAscii(bytes)) return text;
      if (bytes.length > LONGEST) return BigInt(fail(TOO_LONG));
      const made = encoder.encode(decoder.decode(bytes).normalize(wanted));
      if (made.length > LARGEST) return BigInt(fail(TOO_LONG));
      if (end - next < made.length) return BigInt(fail(NO_ROOM));
      const start = next;
      arena.view().u8.set(made, start);
      next += made.length;
      return (BigInt(made.length) << 32n) | BigInt(start);
    },
    isNormalized(text, form) {
      const wanted = formOf(form);
      if (wanted === undefined) return fail(NO_FORM);
      const bytes = bytesOf(text);
      if (isAscii(bytes)) return 1;
      if (bytes.length > LONGEST) return fail(TOO_LONG);
      const shown = decoder.decode(bytes);
      return shown.normalize(wanted) === shown ? 1 : 0;
    },
  };
}
