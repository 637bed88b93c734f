// Which parts of long expressions become functions of their own, which the row's function calls. What compiles a
// WebAssembly function keeps account of each of its locals at each of its branches, and both grow with the expression:
// one function of a list of thousands takes gigabytes. Pure: IR in, equal IR and the set of its nodes that are helpers
// out. Order and laziness stay: AND, OR and COALESCE are grouped from left to right, CASE first finds its branch.
import * as build from "../ir/build.ts";
import type { IrExpr } from "../ir/ir.ts";
import { childrenOf, mapChildren } from "../ir/tree.ts";

export interface CutExpressions {
  readonly exprs: readonly IrExpr[];
  /** Emitted as calls of functions of their own. */
  readonly helpers: ReadonlySet<IrExpr>;
}

/** How long functions may be, in nodes of those that are just an instruction or two. */
export interface CutLimits {
  /** Expressions that together are no longer stay whole. */
  readonly whole: number;
  /** A function of those that are cut, as far as there is something to cut. */
  readonly each: number;
}

const LIMITS: CutLimits = { whole: 3000, each: 1000 };

/** A call in its caller. */
const CALL_LENGTH = 3;
/** What is shorter is worth no call. */
const LEAST_LENGTH = 16;
/** A CASE of fewer branches is left as it is. */
const LEAST_BRANCHES = 4;

export function cutHelpers(exprs: readonly IrExpr[], limits: CutLimits = LIMITS): CutExpressions {
  return isLonger(exprs, limits.whole) ? new Cutter(limits.each).cutAll(exprs) : { exprs, helpers: new Set() };
}

function isLonger(exprs: readonly IrExpr[], most: number): boolean {
  let length = 0;
  const stack = [...exprs];
  for (let expr = stack.pop(); expr !== undefined; expr = stack.pop()) {
    length += ownLength(expr);
    if (length > most) return true;
    for (const child of childrenOf(expr)) stack.push(child);
  }
  return false;
}

/** A node without its children: what is checked or skipped has branches and locals for that. */
function ownLength(expr: IrExpr): number {
  switch (expr.op) {
    case "call":
    case "once":
    case "list-make":
    case "list-map":
    case "list-test":
      return 5;
    case "arithmetic":
    case "convert":
      return expr.failure === undefined ? 1 : 3;
    default:
      return 1;
  }
}

type Logic = Extract<IrExpr, { op: "and" | "or" | "coalesce" }>;
type Case = Extract<IrExpr, { op: "if" }>;

class Cutter {
  readonly #most: number;
  readonly #helpers = new Set<IrExpr>();
  /** What expressions have become; what came of one is itself. */
  readonly #done = new Map<IrExpr, IrExpr>();
  /** Of those, as long as they are no helpers. */
  readonly #lengths = new Map<IrExpr, number>();
  #cases = 0;

  constructor(most: number) {
    this.#most = most;
  }

  cutAll(given: readonly IrExpr[]): CutExpressions {
    const exprs = given.map((expr) => this.#cut(expr));
    this.#callLongest(exprs, 0);
    return { exprs, helpers: this.#helpers };
  }

  #cut(expr: IrExpr): IrExpr {
    const known = this.#done.get(expr);
    if (known !== undefined) return known;
    const cut = this.#fitted(childrenOf(expr).length === 0 ? expr : mapChildren(expr, (child) => this.#cut(child)));
    this.#done.set(expr, cut);
    return cut;
  }

  /** An expression whose children fit, so that it fits as well. */
  #fitted(expr: IrExpr): IrExpr {
    const length = this.#sum(childrenOf(expr), ownLength(expr));
    if (length <= this.#most) return this.#keep(expr, length);
    if (expr.op === "and" || expr.op === "or" || expr.op === "coalesce") return this.#grouped(expr);
    if (expr.op === "if" && expr.branches.length >= LEAST_BRANCHES) return this.#byBranch(expr);
    return this.#keep(expr, this.#callLongest(childrenOf(expr), ownLength(expr)));
  }

  #keep(expr: IrExpr, length: number): IrExpr {
    this.#lengths.set(expr, length);
    this.#done.set(expr, expr);
    return expr;
  }

  #lengthOf(expr: IrExpr): number {
    return this.#helpers.has(expr) ? CALL_LENGTH : (this.#lengths.get(expr) ?? 1);
  }

  #sum(exprs: readonly IrExpr[], own: number): number {
    return exprs.reduce((sum, expr) => sum + this.#lengthOf(expr), own);
  }

  /** Makes helpers of the longest ones until what is left fits. Returns the length that is left. */
  #callLongest(exprs: readonly IrExpr[], own: number): number {
    let left = this.#sum(exprs, own);
    if (left <= this.#most) return left;
    const byLength = [...exprs].sort((one, other) => this.#lengthOf(other) - this.#lengthOf(one));
    for (const expr of byLength) {
      const length = this.#lengthOf(expr);
      if (left <= this.#most) break;
      // One that stands here twice is a helper by now.
      if (length < LEAST_LENGTH) continue;
      this.#helpers.add(expr);
      left -= length - CALL_LENGTH;
    }
    return left;
  }

  /** Neighbouring arguments as helpers, and those again, until they are few. */
  #grouped(expr: Logic): IrExpr {
    const groups = this.#groupsOf(expr.args, (arg) => this.#lengthOf(arg)).map((group): IrExpr => {
      const [only] = group;
      if (only !== undefined && group.length === 1) return only;
      const joined = { ...expr, args: group, nullable: nullableOf(expr.op, group) };
      this.#helpers.add(this.#keep(joined, this.#sum(group, 1)));
      return joined;
    });
    if (groups.length === expr.args.length) return this.#keep(expr, this.#callLongest(expr.args, 1));
    return this.#fitted({ ...expr, args: groups });
  }

  /** Neighbours that fit one function; one that does not is alone. */
  #groupsOf<Item>(items: readonly Item[], lengthOf: (item: Item) => number): readonly (readonly Item[])[] {
    const groups: Item[][] = [];
    let left = 0;
    for (const item of items) {
      const length = lengthOf(item);
      const group = groups.at(-1);
      if (group === undefined || length > left) {
        groups.push([item]);
        left = this.#most - 1 - length;
      } else {
        group.push(item);
        left -= length;
      }
    }
    return groups;
  }

  /** The number of the branch that is taken, then what that branch is: a chain of helpers would nest as it runs. */
  #byBranch(expr: Case): IrExpr {
    const branches = expr.branches.map(({ when, then }, at) => ({ when, then, number: build.constant("i32", at) }));
    const groups = this.#groupsOf(branches, ({ when }) => this.#lengthOf(when) + 1);
    if (groups.length < 2) return this.#keep(expr, this.#callLongest(childrenOf(expr), ownLength(expr)));
    const found = groups.map((group) =>
      build.choose(
        group.map(({ when, number }) => ({ when, then: number })),
        build.nullOf("i32"),
      ),
    );
    const [first, ...others] = found as [IrExpr, ...IrExpr[]];
    const chosen = build.bind(`branch ${this.#cases++}`, build.coalesce([first, ...others]), (number) => {
      const thens = branches.map(({ then }) => then);
      return build.choose([{ when: build.isNull(number), then: expr.otherwise }], branchAt(number, thens, 0));
    });
    return this.#cut({ ...chosen, nullable: expr.nullable } as IrExpr);
  }
}

function nullableOf(op: Logic["op"], args: readonly IrExpr[]): boolean {
  return op === "coalesce" ? args.every((arg) => arg.nullable) : args.some((arg) => arg.nullable);
}

/** The one with a number, of those from `from` on. */
function branchAt(number: IrExpr, values: readonly IrExpr[], from: number): IrExpr {
  const [only] = values;
  if (only !== undefined && values.length === 1) return only;
  const half = values.length >> 1;
  const isBefore = build.compare("lt", number, build.constant("i32", from + half));
  const before = branchAt(number, values.slice(0, half), from);
  return build.choose([{ when: isBefore, then: before }], branchAt(number, values.slice(half), from + half));
}
