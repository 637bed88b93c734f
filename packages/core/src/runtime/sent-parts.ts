// Parts of plans as they go to a thread: one that goes again is named by a number. A query that is asked again is planned
// once (session/known-statements.ts), and its tasks' expressions are then, from the third time that they go, the same objects on the
// other side as well: nothing is copied, and what was compiled for them is found (codegen/expr-memo.ts). Parts are never changed.
import { internal } from "../common/error.ts";
import type { Work } from "../pipeline/protocol.ts";

/** Absent number: it goes once, as far as is known. Absent value: it went before, with this number. */
type SentPart =
  | { readonly value: object }
  | { readonly number: number; readonly value: object }
  | { readonly number: number };

/** Work of which the parts of the plan are apart. */
export interface SentWork {
  readonly rest: Readonly<Record<string, unknown>>;
  readonly parts: readonly (readonly [member: string, part: SentPart])[];
}

/** The members of a task's work that are parts of its plan. */
const PLAN_MEMBERS: ReadonlySet<string> = new Set(["source", "transforms", "sink", "steps"]);

/** Objects and values of the parts that have numbers: a thread keeps them, with what it compiles for them. */
const MOST_NODES = 100_000;
/** A part that has more is sent each time. */
const MOST_OF_PART = 5000;

/** The side that sends: what one thread has been sent. */
export class SentParts {
  /** Those that went once have no number yet: most queries are asked once. */
  #numbers = new WeakMap<object, number | "once" | "large">();
  #next = 0;
  #nodes = 0;
  /** Of the last work. */
  readonly #marked: object[] = [];

  pack(work: Work): SentWork {
    this.#marked.length = 0;
    const rest: Record<string, unknown> = {};
    const parts: (readonly [string, SentPart])[] = [];
    for (const [member, value] of Object.entries(work)) {
      if (PLAN_MEMBERS.has(member)) parts.push([member, this.#part(value as object)]);
      else rest[member] = value;
    }
    return { rest, parts };
  }

  /** What was packed last did not go. */
  undo(): void {
    for (const part of this.#marked.splice(0)) this.#numbers.delete(part);
  }

  #part(value: object): SentPart {
    const known = this.#numbers.get(value);
    if (typeof known === "number") return { number: known };
    if (known === "large") return { value };
    const nodes = known === undefined ? 0 : nodesIn(value);
    if (nodes === 0 || nodes > MOST_OF_PART) {
      this.#mark(value, nodes === 0 ? "once" : "large");
      return { value };
    }
    if (this.#nodes + nodes > MOST_NODES) this.#forget();
    const number = this.#next++;
    this.#nodes += nodes;
    this.#mark(value, number);
    return { number, value };
  }

  #mark(part: object, as: number | "once" | "large"): void {
    this.#numbers.set(part, as);
    this.#marked.push(part);
  }

  /** Numbers begin anew: with the first of them whoever receives it forgets the others. */
  #forget(): void {
    this.#numbers = new WeakMap();
    this.#next = 0;
    this.#nodes = 0;
  }
}

/** Objects and values of a part, at least one; not counted further than matters. Long texts count as several. */
function nodesIn(part: object): number {
  let count = 0;
  const open: unknown[] = [part];
  while (open.length > 0 && count <= MOST_OF_PART) {
    const value = open.pop();
    count++;
    if (typeof value === "string") count += value.length >>> 4;
    else if (ArrayBuffer.isView(value)) count += value.byteLength >>> 4;
    else if (typeof value === "object" && value !== null) for (const inner of Object.values(value)) open.push(inner);
  }
  return count;
}

/** The side that receives. */
export class ReceivedParts {
  readonly #values: object[] = [];

  unpack({ rest, parts }: SentWork): Work {
    const work: Record<string, unknown> = { ...rest };
    for (const [member, part] of parts) work[member] = this.#valueOf(part);
    return work as unknown as Work;
  }

  #valueOf(part: SentPart): object {
    if (!("number" in part)) return part.value;
    if ("value" in part) {
      if (part.number === 0) this.#values.length = 0;
      this.#values[part.number] = part.value;
    }
    const value = this.#values[part.number];
    if (value === undefined) throw internal(`part ${part.number} of a plan was not sent`);
    return value;
  }
}
