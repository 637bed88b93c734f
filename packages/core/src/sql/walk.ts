// Visits every node of a parse tree, parents before children, in the order of the tree's fields. An explicit
// stack: trees are as deep as the parser allows (thousands of levels), deeper than JavaScript's own stack.

/** Called for each node; `"skip"` leaves out what is below it. */
export type Visit = (tag: string, node: Readonly<Record<string, unknown>>) => "skip" | undefined;

/** Fields that hold a node without its tag, and the tag that it would have. */
const BARE: Readonly<Record<string, string>> = {
  larg: "SelectStmt",
  rarg: "SelectStmt",
  typeName: "TypeName",
  withClause: "WithClause",
  relation: "RangeVar",
  view: "RangeVar",
  rel: "RangeVar",
  alias: "Alias",
  over: "WindowDef",
  intoClause: "IntoClause",
  into: "IntoClause",
  onConflictClause: "OnConflictClause",
  infer: "InferClause",
};

/** What holds below a node's field, or `"skip"` for a field to leave out. */
export type Below<State> = (field: string) => State | "skip";

/** Likewise with what holds at the node; undefined: the same holds below it. */
export type VisitWith<State> = (
  tag: string,
  node: Readonly<Record<string, unknown>>,
  state: State,
) => Below<State> | "skip" | undefined;

interface Pending<State> {
  readonly value: object;
  /** Of a bare node: from the field that holds it. */
  readonly tag: string | undefined;
  readonly state: State;
}

/** Walks a node (`{ SelectStmt: ... }`), a list of nodes, or anything below one. */
export function walk(root: object, visit: Visit): void {
  walkWith(root, undefined, visit);
}

/** Walks likewise, telling each node what those above it said. */
export function walkWith<State>(root: object, state: State, visit: VisitWith<State>): void {
  const stack: Pending<State>[] = [{ value: root, tag: undefined, state }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { value, tag, state: here } = unwrap(next);
    const below = tag === undefined ? undefined : visit(tag, value as Record<string, unknown>, here);
    if (below === "skip") continue;
    const fields = Object.keys(value);
    // Last first, so that the first is taken from the stack first.
    for (let i = fields.length - 1; i >= 0; i--) {
      const field = fields[i] as string;
      const child = (value as Readonly<Record<string, unknown>>)[field];
      if (typeof child !== "object" || child === null) continue;
      const there = below === undefined ? here : below(field);
      if (there === "skip") continue;
      stack.push({
        value: child,
        tag: Array.isArray(value) || tagOf(child) !== undefined ? undefined : BARE[field],
        state: there as State,
      });
    }
  }
}

/** `{ ColumnRef: {...} }` is the node below, with its tag; a bare node is itself. */
function unwrap<State>(pending: Pending<State>): Pending<State> {
  const tag = pending.tag === undefined ? tagOf(pending.value) : undefined;
  if (tag === undefined) return pending;
  return { value: (pending.value as Record<string, object>)[tag] as object, tag, state: pending.state };
}

/** The name that a tagged node's only field has. */
function tagOf(value: object): string | undefined {
  if (Array.isArray(value)) return undefined;
  const keys = Object.keys(value);
  const key = keys[0];
  return keys.length === 1 && key !== undefined && /^[A-Z]/.test(key) ? key : undefined;
}
