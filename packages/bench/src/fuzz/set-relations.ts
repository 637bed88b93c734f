// Functions that return sets, as relations of FROM: over constants or over the columns before them.
import { expression } from "./expressions.ts";
import { type Piece, piece } from "./piece.ts";
import type { From } from "./queries.ts";
import { noColumns, type Reference, type Scope, type Statement } from "./scope.ts";
import { arrayTypes, elementType, type FuzzType } from "./types.ts";

export function setRelation(statement: Statement, visible: readonly Reference[]): From {
  const { random } = statement;
  const scope: Scope = { ...noColumns, columns: visible };
  const of = (type: FuzzType): Piece => expression(statement, type, 1, scope);
  const [alias, ordinality] = [statement.alias(), random.chance(30)];
  const made = (call: Piece, type: FuzzType): From => ({
    of: ordinality ? piece(call, ` WITH ORDINALITY AS ${alias}(s, n)`) : piece(call, ` AS ${alias}(s)`),
    columns: [
      { of: piece(`${alias}.s`), type },
      ...(ordinality ? [{ of: piece(`${alias}.n`), type: "bigint" as const }] : []),
    ],
  });
  const array = random.of(arrayTypes);
  return random.of([
    () => made(piece("generate_series(1, ", of("smallint"), " % 5)"), "integer"),
    () => made(piece(`generate_series(${random.of(["0", "3", "-2"])}, 3, ${random.of(["1", "2", "-1"])})`), "integer"),
    () => made(piece("generate_series(1.5, ", of("smallint"), " % 4, 0.75)"), "numeric"),
    () =>
      made(
        piece("generate_series('2000-01-30'::timestamp, '2000-06-01', ", random.of(["'1 month'", "'40 days'"]), ")"),
        "timestamp",
      ),
    () => made(piece("unnest(", of(array), ")"), elementType(array)),
    () => made(piece("unnest(", of(array), ")"), elementType(array)),
    () => made(piece("string_to_table(", of("text"), ", ", random.of(["'b'", "' '", "NULL"]), ")"), "text"),
    () => made(piece("regexp_split_to_table(", of("text"), ", ", random.of(["'b'", "'\\s+'", "''"]), ")"), "text"),
    () => made(piece("regexp_matches(", of("text"), ", '(a)(b)?', 'g')"), "text[]"),
    () => made(piece("generate_subscripts(", of("integer[]"), ", 1)"), "integer"),
  ])();
}
