// Which overload a call means: PostgreSQL's function and operator type resolution (manual, sections 10.2 and
// 10.3). Pure: kinds in, an overload or the reason why there is none out.
import { castContext, categoryOf, isPreferred } from "../type/coercion.ts";
import type { TypeKind } from "../type/logical-type.ts";
import type { ArgumentKind, ScalarOverload } from "./registry.ts";

export type Resolution<Overload> =
  | { readonly kind: "found"; readonly overload: Overload }
  /** No overload takes such arguments (42883). */
  | { readonly kind: "none" }
  /** More than one is as good as the other (42725). */
  | { readonly kind: "ambiguous" };

/** What resolution looks at: aggregates and table functions have it too. */
export type Resolvable = Pick<ScalarOverload, "args" | "variadic" | "nonarray">;

interface Candidate<Overload> {
  readonly overload: Overload;
  /** One kind per actual argument. */
  readonly args: readonly ArgumentKind[];
}

/**
 * Functions of one argument that PostgreSQL has as well over a type that is not here (macaddr, bit, xid) and of another
 * category than ours: an untyped literal alone does not tell them apart.
 */
const HAVE_FOREIGN_KIN: ReadonlySet<string> = new Set(["trunc", "bit_count", "age"]);

/** Whether a call could mean an overload that is not here: it is ambiguous (42725). */
export function hasForeignKin(name: string, kinds: readonly TypeKind[]): boolean {
  return kinds.length === 1 && kinds[0] === "unknown" && HAVE_FOREIGN_KIN.has(name);
}

/** Resolves a call with arguments of these kinds; "unknown" stands for untyped literals. */
export function resolve<Overload extends Resolvable>(
  overloads: readonly Overload[],
  kinds: readonly TypeKind[],
  options: { readonly operator?: boolean } = {},
): Resolution<Overload> {
  let candidates: readonly Candidate<Overload>[] = overloads.flatMap((overload) => expand(overload, kinds.length));
  const exact = findExact(candidates, kinds, options.operator ?? false);
  if (exact !== undefined) return { kind: "found", overload: exact.overload };
  candidates = candidates.filter(({ args, overload }) =>
    args.every((arg, position) => {
      const kind = kinds[position] as TypeKind;
      return accepts(arg, kind) && !(arg === "any" && kind === "list" && overload.nonarray === true);
    }),
  );
  if (candidates.length <= 1) return only(candidates);
  candidates = mostBy(candidates, ({ args }) =>
    count(args, (arg, position) => isSame(arg, kinds[position] as TypeKind)),
  );
  if (candidates.length === 1) return only(candidates);
  candidates = mostBy(candidates, ({ args }) =>
    count(
      args,
      (arg, position) =>
        isSame(arg, kinds[position] as TypeKind) ||
        (arg !== "any" && isPreferred(arg) && kinds[position] !== "unknown"),
    ),
  );
  if (candidates.length === 1) return only(candidates);
  if (!kinds.includes("unknown")) return { kind: "ambiguous" };
  return resolveUnknowns(candidates, kinds);
}

function only<Overload>(candidates: readonly Candidate<Overload>[]): Resolution<Overload> {
  const [first] = candidates;
  if (first === undefined) return { kind: "none" };
  return candidates.length === 1 ? { kind: "found", overload: first.overload } : { kind: "ambiguous" };
}

function expand<Overload extends Resolvable>(overload: Overload, arity: number): readonly Candidate<Overload>[] {
  const { args, variadic } = overload;
  if (args.length === arity) return [{ overload, args }];
  if (variadic === undefined || arity < args.length) return [];
  return [{ overload, args: [...args, ...Array.from({ length: arity - args.length }, () => variadic)] }];
}

function isSame(arg: ArgumentKind, kind: TypeKind): boolean {
  return arg === kind;
}

function accepts(arg: ArgumentKind, kind: TypeKind): boolean {
  return arg === "any" || castContext(kind, arg) === "implicit";
}

/** 10.2 step 2 and 10.3 step 2: all kinds equal; for a binary operator one unknown takes the other's kind. */
function findExact<Overload>(
  candidates: readonly Candidate<Overload>[],
  kinds: readonly TypeKind[],
  operator: boolean,
): Candidate<Overload> | undefined {
  const equal = (wanted: readonly TypeKind[]): Candidate<Overload> | undefined =>
    candidates.find(({ args }) => args.every((arg, position) => arg === wanted[position]));
  if (!kinds.includes("unknown")) return equal(kinds);
  if (!operator || kinds.length !== 2) return undefined;
  const known = kinds.find((kind) => kind !== "unknown");
  return known === undefined ? undefined : equal([known, known]);
}

/** Step 4e, f: the category that the unknown positions agree on, then the known arguments' one kind. */
function resolveUnknowns<Overload>(
  candidates: readonly Candidate<Overload>[],
  kinds: readonly TypeKind[],
): Resolution<Overload> {
  let left = candidates;
  for (const [position, kind] of kinds.entries()) {
    if (kind !== "unknown") continue;
    const accepted = left.map(({ args }) => args[position] as ArgumentKind);
    const hasString = accepted.some((arg) => arg !== "any" && categoryOf(arg) === "string");
    const categories = new Set(accepted.map((arg) => (arg === "any" ? "any" : categoryOf(arg))));
    const category = hasString ? "string" : categories.size === 1 ? [...categories][0] : undefined;
    if (category === undefined) continue;
    const matching = left.filter(({ args }) => {
      const arg = args[position] as ArgumentKind;
      return arg !== "any" && categoryOf(arg) === category;
    });
    if (matching.length === 0) continue;
    const preferred = matching.filter(({ args }) => isPreferred(args[position] as TypeKind));
    left = preferred.length > 0 ? preferred : matching;
  }
  if (left.length === 1) return only(left);
  const known = new Set(kinds.filter((kind) => kind !== "unknown"));
  const [assumed] = known;
  if (known.size === 1 && assumed !== undefined) {
    const fitting = left.filter(({ args }) => args.every((arg) => accepts(arg, assumed)));
    if (fitting.length === 1) return only(fitting);
  }
  return { kind: "ambiguous" };
}

function count(args: readonly ArgumentKind[], test: (arg: ArgumentKind, position: number) => boolean): number {
  return args.filter(test).length;
}

function mostBy<Item>(items: readonly Item[], score: (item: Item) => number): readonly Item[] {
  const best = Math.max(...items.map(score));
  return items.filter((item) => score(item) === best);
}
