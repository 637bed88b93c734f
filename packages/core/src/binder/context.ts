// What binding one statement needs from outside, as ports, and the ids it hands out.
import type { TableRef } from "../catalog/table-provider.ts";
import type { Field } from "../column/vector.ts";
import { FfqError } from "../common/error.ts";
import type { ErrorCode } from "../common/error-code.ts";
import { ColumnId } from "../common/ids.ts";
import type { FunctionRegistry } from "../function/registry.ts";
import type { OutputColumn } from "../logical/plan.ts";
import type { SqlSource } from "../sql/source.ts";
import type { LogicalType, TypeKind } from "../type/logical-type.ts";

/** An aggregate overload that takes the arguments asked for. */
export interface ResolvedAggregate {
  readonly overload: string;
  /** The kinds to cast the arguments to. */
  readonly args: readonly TypeKind[];
  readonly result: LogicalType;
}

/** The aggregates the binder resolves against. */
export interface AggregateResolver {
  isAggregate(name: string): boolean;
  /** `count(*)` has no types. Undefined when no overload takes such arguments. */
  aggregate(name: string, types: readonly LogicalType[]): ResolvedAggregate | undefined;
}

export interface BoundTable {
  readonly ref: TableRef;
  readonly fields: readonly Field[];
}

/** The tables that names stand for. */
export interface TableSource {
  table(name: string): BoundTable | undefined;
  names(): readonly string[];
}

export interface BinderPorts {
  readonly functions: FunctionRegistry;
  readonly aggregates: AggregateResolver;
  readonly tables: TableSource;
}

/** One statement being bound. */
export class BindContext {
  readonly ports: BinderPorts;
  readonly source: SqlSource;
  #lastColumn = 0;

  constructor(ports: BinderPorts, source: SqlSource) {
    this.ports = ports;
    this.source = source;
  }

  /** A new column, with an id that no other column of the query has. */
  column(name: string, type: LogicalType, nullable = true): OutputColumn {
    return { id: ColumnId(++this.#lastColumn), name, type, nullable };
  }

  /** An error at a location of the tree. */
  error(code: ErrorCode, sqlstate: string, message: string, location: number | undefined, hint?: string): FfqError {
    const span = this.source.spanAt(location);
    return new FfqError(code, message, {
      sqlstate,
      ...(span === undefined ? {} : { span }),
      ...(hint === undefined ? {} : { hint }),
    });
  }
}
