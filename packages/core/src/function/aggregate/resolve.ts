// Which aggregate a call means, over the registry's rows and with the resolution that functions have. This is
// what binding asks (binder/context.ts, AggregateResolver); its shape is matched, not imported.
import { type LogicalType, typeOfKind } from "../../type/logical-type.ts";
import { numericOfInteger } from "../../type/numeric-rules.ts";
import type { AggregateRegistry } from "../aggregate-registry.ts";
import type { ArgumentKind } from "../registry.ts";
import { overloadKey } from "../registry.ts";
import { resolve } from "../resolve.ts";

/** An overload that takes the arguments of a call. */
export interface AggregateMatch {
  /** The registry's key. */
  readonly overload: string;
  /** The kinds to cast the arguments to; "any" takes them as they are. */
  readonly args: readonly ArgumentKind[];
  readonly result: LogicalType;
  /** False when a group without values has a result that is not NULL. */
  readonly nullable: boolean;
  /** Whether its result's type is that of arguments of any type, which must have one. */
  readonly polymorphic: boolean;
  /** Whether it has rules for calls with ORDER BY, whose result depends on it. */
  readonly inOrder: boolean;
}

export interface AggregateLookup {
  isAggregate(name: string): boolean;
  /** Whether some overload takes so many arguments. */
  takes(name: string, count: number): boolean;
  /** `count(*)` has no types. Undefined when no overload, or more than one, takes such arguments. */
  aggregate(name: string, types: readonly LogicalType[]): AggregateMatch | undefined;
  names(): readonly string[];
}

/** Resolution over a registry. */
export function aggregateLookup(registry: AggregateRegistry): AggregateLookup {
  return {
    isAggregate: (name) => registry.named(name).length > 0,
    takes: (name, count) => registry.named(name).some(({ args }) => args.length === count),
    names: () => registry.names(),
    aggregate(name, types) {
      const found = resolve(
        registry.named(name),
        types.map(({ kind }) => kind),
      );
      if (found.kind !== "found") return undefined;
      const { overload } = found;
      const args = types.map((_, position) => overload.args[position] ?? overload.variadic ?? "any");
      const cast = types.map((type, position) => castType(type, args[position] ?? "any"));
      const { result, nullable } = overload;
      const type = typeof result === "function" ? result(cast) : typeOfKind(result);
      const inOrder = overload.inOrder !== undefined;
      const polymorphic = typeof result === "function";
      return { overload: overloadKey(overload), args, result: type, nullable, polymorphic, inOrder };
    },
  };
}

/** The type that an argument has after the implicit cast to a kind. */
function castType(type: LogicalType, kind: ArgumentKind): LogicalType {
  if (kind === "any" || kind === type.kind) return type;
  const isWhole = type.kind === "int2" || type.kind === "int4" || type.kind === "int8";
  return kind === "numeric" && isWhole ? numericOfInteger(type.kind) : typeOfKind(kind);
}
