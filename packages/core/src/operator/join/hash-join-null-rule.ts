// What `x IN (...)` is when a NULL is about: not false but NULL, if there is a row that the NULL might have been
// equal to. Those keys of a mark join for which NULL equals NULL choose the group of build rows in which it looks.
// So beside the join's table there are two more, over the groups' keys: of all build rows, asked by probe rows with
// a NULL in another key, and of the build rows with such a NULL, asked by the others. A match in them makes the mark
// NULL, where no pair was true and what else the join asks of the pair (pair-condition.ts) is not false.
import type { Pointer } from "../../arena/arena.ts";
import type { Region } from "../../arena/region.ts";
import { JoinTable, type JoinTableData } from "../../kernel/hash-join.ts";
import { SymbolTable, type SymbolTableData } from "../../kernel/hash-symbol.ts";
import { joinKernels } from "../../kernel/join.ts";
import { type KeyLayout, keyLayout } from "../key-layout.ts";
import type { TaskContext } from "../operator.ts";
import type { HashJoinSpec } from "../spec.ts";
import type { BuildSide } from "./build-side.ts";
import { encodeKeys } from "./key-records.ts";

/** Plain data. */
export interface NullRule {
  readonly layout: KeyLayout;
  readonly symbols: SymbolTableData | undefined;
  readonly records: Pointer;
  /** Over all build rows. */
  readonly groups: JoinTableData;
  /** Over the build rows with a NULL in the key; undefined when there is none. */
  readonly nulls: JoinTableData | undefined;
}

/** Positions in the spec's keys of those that choose the group. */
export function groupKeys({ keys }: HashJoinSpec): readonly number[] {
  return keys.flatMap(({ nullsEqual }, at) => (nullsEqual ? [at] : []));
}

/** `validity`: of the build rows' keys, 0 when none is NULL. undefined: no key may be NULL. */
export function* buildNullRule(
  spec: HashJoinSpec,
  context: TaskContext,
  side: BuildSide,
  validity: Pointer,
): Generator<void, NullRule | undefined> {
  const { region, arena } = context;
  if (spec.keys.every(({ nullsEqual }) => nullsEqual)) return undefined;
  const exprs = groupKeys(spec).map((at) => (spec.keys[at] as (typeof spec.keys)[number]).build);
  const layout = keyLayout(exprs.map(({ type }) => ({ type, nulls: "equal" })));
  const keys = yield* encodeKeys(context, side, layout, exprs);
  const shared = { words: layout.words, keys: keys.records, rows: side.rows };
  const groups = JoinTable.create(region, { ...shared, validity: 0 });
  while (groups.step()) yield;
  const rule = { layout, symbols: keys.symbols, records: keys.records, groups: groups.toData(), nulls: undefined };
  if (validity === 0) return rule;
  const isNull = region.allocate(side.rows);
  joinKernels(arena).joinInvert(validity, side.rows, isNull);
  const nulls = JoinTable.create(region, { ...shared, validity: isNull });
  while (nulls.step()) yield;
  region.free(isNull);
  return { ...rule, nulls: { ...nulls.toData(), validity: 0 } };
}

export function releaseNullRule(region: Region, { symbols, records, groups, nulls }: NullRule): void {
  for (const table of [groups, nulls]) if (table !== undefined) JoinTable.attach(region, table).release();
  region.free(records);
  if (symbols !== undefined) SymbolTable.attach(region, symbols).release();
}
