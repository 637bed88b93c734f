// now(), and transaction_timestamp(), which is the same by a longer name (PostgreSQL manual, section 9.9.5).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { statementMoment } from "./statement-moment.ts";

export const now: FunctionFamily = functionFamily(["now", "transaction_timestamp"], () => [
  statementMoment("now"),
  statementMoment("transaction_timestamp"),
]);
