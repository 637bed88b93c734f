// Cases of several statements: a table that is made, changed and read, rows that are copied to a file and back, a view,
// and a query that is prepared and executed.
import { condition, equality } from "./conditions.ts";
import { expression } from "./expressions.ts";
import { OWN_FILE, PARAMETERS, SCRATCH, SCRATCH_VIEW, SEPARATOR, THEIR_FILE } from "./peers.ts";
import { joined, optional, orElse, type Piece, piece } from "./piece.ts";
import { newStatement, randomStatement, withTable } from "./queries.ts";
import type { Random } from "./random.ts";
import { noColumns, type Reference, type Scope, type Statement } from "./scope.ts";
import type { FuzzColumn, FuzzTable } from "./tables.ts";
import { randomLiteral, randomType, typedLiteral } from "./types.ts";

/** CREATE, two INSERTs, some changes that return rows, and what is there at the end. */
export function changeScript(random: Random, tables: readonly FuzzTable[]): Piece {
  const statement = newStatement(random, tables);
  const columns = random.times(2, 4, (position): FuzzColumn => ({ name: `d${position}`, type: randomType(random) }));
  const constraints = columns.map(() => (random.chance(7) ? random.of([" NOT NULL", " UNIQUE"]) : ""));
  const declared = columns.map(({ name, type }, position) =>
    piece(
      `${name} ${type}`,
      random.chance(20) ? optional(` DEFAULT ${typedLiteral(random, type)}`) : "",
      optional(constraints[position] as string),
    ),
  );
  // What is unique only when all rows have changed is refused by PostgreSQL in some orders of the rows.
  const free = columns.filter((_, position) => constraints[position] !== " UNIQUE");
  const changes = random.times(1, 4, () => change(statement, columns, free));
  return joined(
    [
      piece(`CREATE TABLE ${SCRATCH} (`, joined(declared, ", "), ")"),
      insertValues(statement, columns),
      insertRows(statement, columns),
      ...changes.map((of) => orElse(of, piece("SELECT 1"))),
      piece(`SELECT * FROM ${SCRATCH}`),
    ],
    SEPARATOR,
  );
}

function insertValues({ random }: Statement, columns: readonly FuzzColumn[]): Piece {
  const some = columns.filter(() => random.chance(80));
  const named = some.length === 0 ? columns : some;
  const rows = random.times(1, 4, () =>
    named.map(({ type }) => (random.chance(10) ? "DEFAULT" : typedLiteral(random, type, 15))).join(", "),
  );
  const list = named.map(({ name }) => name).join(", ");
  const values = rows.map((row) => `(${row})`).join(", ");
  return piece(`INSERT INTO ${SCRATCH} (${list}) VALUES ${values}`, optional(" RETURNING *"));
}

function insertRows(statement: Statement, columns: readonly FuzzColumn[]): Piece {
  const query = statement.query(
    columns.map(({ type }) => type),
    1,
    [],
  );
  return piece(`INSERT INTO ${SCRATCH} `, query, statement.random.chance(40) ? optional(" RETURNING *") : "");
}

/** A DELETE, or an UPDATE of some of the columns in `free`. */
function change(statement: Statement, columns: readonly FuzzColumn[], free: readonly FuzzColumn[]): Piece {
  const { random } = statement;
  const own = columns.map(({ name, type }): Reference => ({ of: piece(`${SCRATCH}.${name}`), type }));
  const scope: Scope = { ...noColumns, columns: own };
  const where = random.chance(80) ? optional(" WHERE ", condition(statement, 2, scope)) : "";
  const returned = piece(
    " RETURNING ",
    random.chance(50) ? `${SCRATCH}.*` : piece(expression(statement, randomType(random), 2, scope), " AS o0"),
  );
  const returning = random.chance(70) ? orElse(returned, piece("")) : "";
  const [first] = free;
  if (first === undefined || random.chance(35))
    return piece(`DELETE FROM ${SCRATCH}`, ...using(statement, own, where), returning);
  const set = free
    .filter((_, position) => position === 0 || random.chance(40))
    .map(({ name, type }) =>
      piece(`${name} = `, random.chance(10) ? "DEFAULT" : expression(statement, type, 2, scope)),
    );
  if (random.chance(25)) {
    const one = piece("(SELECT * FROM (", statement.query([first.type], 1, []), ") AS s ORDER BY 1 LIMIT 1) AS f");
    return piece(`UPDATE ${SCRATCH} SET ${first.name} = f.o0 FROM `, one, where, returning);
  }
  return piece(`UPDATE ${SCRATCH} SET `, joined(set, ", "), where, returning);
}

/** Another table's rows that decide what goes: a row goes once, however many there are. */
function using(statement: Statement, own: readonly Reference[], where: Piece | string): readonly (Piece | string)[] {
  const { random, tables } = statement;
  if (random.chance(65)) return [where];
  const { name, columns } = random.of(tables);
  const other = columns.map((column): Reference => ({ of: piece(`u.${column.name}`), type: column.type }));
  return [` USING ${name} AS u WHERE `, equality(statement, own, other)];
}

const copyOptions = [
  "",
  " (NULL 'none', DELIMITER '|')",
  " (FORMAT csv)",
  " (FORMAT csv, HEADER)",
  " (FORMAT csv, NULL 'nil')",
  " (FORMAT csv, DELIMITER ';', QUOTE '''', ESCAPE '\\')",
] as const;

/** Rows of a query to a file, and back from PostgreSQL's and from one's own. */
export function copyScript(random: Random, tables: readonly FuzzTable[]): Piece {
  const statement = newStatement(random, tables);
  const columns = random.times(1, 4, (position): FuzzColumn => ({ name: `d${position}`, type: randomType(random) }));
  const query = statement.query(
    columns.map(({ type }) => type),
    1,
    [],
  );
  const options = random.of(copyOptions);
  const forced = options.includes("csv") && random.chance(40) ? options.replace(")", ", FORCE_QUOTE *)") : options;
  const declared = columns.map(({ name, type }) => `${name} ${type}`).join(", ");
  return joined(
    [
      piece("COPY (", query, `) TO '${OWN_FILE}'${forced}`),
      piece(`CREATE TABLE ${SCRATCH} (${declared})`),
      orElse(piece(`COPY ${SCRATCH} FROM '${THEIR_FILE}'${options}`), piece("SELECT 1")),
      orElse(piece(`COPY ${SCRATCH} FROM '${OWN_FILE}'${options}`), piece("SELECT 1")),
      piece(`SELECT * FROM ${SCRATCH}`),
    ],
    SEPARATOR,
  );
}

/** A query that reads another one as a view. */
export function viewScript(random: Random, tables: readonly FuzzTable[]): Piece {
  const types = random.times(1, 4, () => randomType(random));
  const body = newStatement(random, tables).query(types, 2, []);
  const columns = types.map((type, position): FuzzColumn => ({ name: `o${position}`, type }));
  const reader = withTable(newStatement(random, tables), { name: SCRATCH_VIEW, columns });
  const query = reader.query(
    random.times(1, 3, () => randomType(random)),
    2,
    [],
  );
  return joined([piece(`CREATE VIEW ${SCRATCH_VIEW} AS `, body), query], SEPARATOR);
}

/** Parameters stand for columns of a query around. */
export function preparedScript(random: Random, tables: readonly FuzzTable[]): Piece {
  const types = random.times(1, 3, () => randomType(random));
  const parameters = types.map((type, position): Reference => ({ of: piece(`$${position + 1}`), type }));
  const query = randomStatement(random, tables, parameters);
  const execute = (): Piece => piece(`EXECUTE p(${types.map((type) => typedLiteral(random, type, 15)).join(", ")})`);
  return joined([piece(`PREPARE p(${types.join(", ")}) AS `, query), execute(), execute()], SEPARATOR);
}

/** Parameters whose values come beside the text. */
export function parameterStatement(random: Random, tables: readonly FuzzTable[]): Piece {
  const types = random.times(1, 3, () => randomType(random));
  const parameters = types.map((type, position): Reference => ({ of: piece(`$${position + 1}::${type}`), type }));
  const values = types.map((type) => (random.chance(15) ? null : randomLiteral(random, type).replaceAll("'", "")));
  // Each is named, so that both sides know its type.
  const named = parameters.map(({ of }) => piece(of, " IS NULL"));
  const query = randomStatement(random, tables, parameters);
  const text = piece("SELECT * FROM (", query, ") AS q WHERE (", joined(named, " OR "), ") IS NOT NULL");
  return piece(text, `${PARAMETERS}${JSON.stringify(values)}`);
}
