// statement_timestamp() (PostgreSQL manual, section 9.9.5): as now(), since every statement is a transaction here.
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { statementMoment } from "./statement-moment.ts";

export const statementTimestamp: FunctionFamily = functionFamily(["statement_timestamp"], () => [
  statementMoment("statement_timestamp"),
]);
