// Parts of plans as they go to a thread: one that goes again is named by a number. A query that is asked again is planned
// once (session/known-statements.ts), and its tasks' expressions are then the same objects each time on the other side as
// well: nothing is copied, and what was compiled for them is found (codegen/expr-memo.ts). Parts are never changed.
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

/** Numbers that are in use at a time. */
const MOST_NUMBERS = 512;

/** The side that sends: what one thread has been sent. */
export class SentParts {
  /** Those that went once have no number yet: most queries are asked once. */
  #numbers = new WeakMap<object, number | "once">();
  #next = 0;

  pack(work: Work): SentWork {
    const rest: Record<string, unknown> = {};
    const parts: (readonly [string, SentPart])[] = [];
    for (const [member, value] of Object.entries(work)) {
      if (PLAN_MEMBERS.has(member)) parts.push([member, this.#part(value as object)]);
      else rest[member] = value;
    }
    return { rest, parts };
  }

  #part(value: object): SentPart {
    const known = this.#numbers.get(value);
    if (typeof known === "number") return { number: known };
    if (known === undefined) {
      this.#numbers.set(value, "once");
      return { value };
    }
    if (this.#next === MOST_NUMBERS) this.forget();
    const number = this.#next++;
    this.#numbers.set(value, number);
    return { number, value };
  }

  /** Nothing of what was packed counts as sent: numbers begin anew, and who receives them takes their new values. */
  forget(): void {
    this.#numbers = new WeakMap();
    this.#next = 0;
  }
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
    if ("value" in part) this.#values[part.number] = part.value;
    const value = this.#values[part.number];
    if (value === undefined) throw internal(`part ${part.number} of a plan was not sent`);
    return value;
  }
}
