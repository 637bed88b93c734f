// Which way a sort key goes: ASC, DESC, or USING an operator that orders.
import type { Node } from "@pgsql/types";
import type { LogicalExpr } from "../logical/plan.ts";
import { bareType, printType, type TypeKind } from "../type/logical-type.ts";
import { bindOperatorCall } from "./bind-call.ts";
import type { BindContext } from "./context.ts";
import { isSchema, names } from "./parse-node.ts";

type SortBy = Extract<Node, { SortBy: unknown }>["SortBy"];

export interface Direction {
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

/** The direction of a key that was bound. @throws FfqError 42883, 42809 for an operator that does not order */
export function directionOf(context: BindContext, item: SortBy, key: LogicalExpr): Direction {
  const { sortby_dir, sortby_nulls } = item;
  const descending = sortby_dir === "SORTBY_USING" ? isGreaterThan(context, item, key) : sortby_dir === "SORTBY_DESC";
  const nullsFirst = sortby_nulls === "SORTBY_NULLS_FIRST" || (sortby_nulls !== "SORTBY_NULLS_LAST" && descending);
  return { descending, nullsFirst };
}

const texts: ReadonlySet<TypeKind> = new Set(["text", "varchar", "bpchar", "unknown"]);

const isSameBytes = (one: TypeKind, other: TypeKind): boolean => one === other || (texts.has(one) && texts.has(other));

function isGreaterThan(context: BindContext, { useOp, location }: SortBy, key: LogicalExpr): boolean {
  const parts = names(useOp);
  const [schema] = parts;
  const symbol = parts.at(-1) ?? "";
  if (parts.length > 1 && schema !== undefined && !isSchema(schema)) {
    throw context.error("NOT_FOUND", "3F000", `schema "${schema}" does not exist`, location);
  }
  // The operators of pattern classes go by bytes, which is how all texts are ordered here.
  const isOfBytes = symbol === "~<~" || symbol === "~>~";
  if (symbol === "<" || symbol === ">" || (isOfBytes && texts.has(key.type.kind))) return symbol.includes(">");
  const call = bindOperatorCall(context, symbol, [key, key], location);
  if (call.kind === "call" && call.args.some(({ type }) => !isSameBytes(type.kind, key.type.kind))) {
    const shown = printType(bareType(key.type));
    const message = `operator requires run-time type coercion: ${shown} ${symbol} ${shown}`;
    throw context.error("NOT_FOUND", "42883", message, location);
  }
  const message = `operator ${symbol} is not a valid ordering operator`;
  const hint = 'Ordering operators must be "<" or ">" members of btree operator families.';
  throw context.error("INVALID_QUERY", "42809", message, location, hint);
}
