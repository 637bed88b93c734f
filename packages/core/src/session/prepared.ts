// The prepared statements of a session.
import type { Parameter } from "../binder/context.ts";
import type { BoundStatement } from "../binder/statement.ts";
import { textValues } from "../column/result-value.ts";
import { FfqError, internal } from "../common/error.ts";
import type { ResultStream } from "../runtime/result.ts";
import type { ParsedStatement } from "../sql/statement.ts";
import { type LogicalType, UNKNOWN } from "../type/logical-type.ts";
import type { ZoneTable } from "../type/zone-table.ts";

type Of<Kind extends BoundStatement["kind"]> = Extract<BoundStatement, { readonly kind: Kind }>;

export interface PreparedStatement {
  readonly statement: ParsedStatement;
  /** Of $1, $2 ... */
  readonly types: readonly LogicalType[];
}

export class PreparedStatements {
  readonly #byName = new Map<string, PreparedStatement>();

  get(name: string): PreparedStatement | undefined {
    return this.#byName.get(name);
  }

  /** @throws FfqError 42P05 when the name is taken */
  add({ name, statement, types }: Of<"prepare">): void {
    if (this.#byName.has(name)) {
      throw new FfqError("ALREADY_EXISTS", `prepared statement "${name}" already exists`, { sqlstate: "42P05" });
    }
    this.#byName.set(name, { statement, types });
  }

  names(): readonly string[] {
    return [...this.#byName.keys()];
  }

  /** Without a name: all. */
  remove(name: string | undefined): void {
    if (name === undefined) this.#byName.clear();
    else this.#byName.delete(name);
  }
}

/** The one row of EXECUTE's plan as parameters: texts of the types that the statement gives them. */
export async function parametersOf(
  stream: ResultStream,
  types: readonly LogicalType[],
  zone: ZoneTable,
): Promise<readonly Parameter[]> {
  for await (const { rows, columns } of stream) {
    if (rows === 0) continue;
    const values = columns.map((column, at): Parameter => {
      return { type: UNKNOWN, value: textValues(column, zone)(0), as: types[at] as LogicalType };
    });
    await stream.close();
    return values;
  }
  throw internal("EXECUTE's parameters are no row");
}
