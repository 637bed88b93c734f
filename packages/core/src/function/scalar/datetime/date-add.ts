// date_add(instant, interval [, zone]) (PostgreSQL manual, section 9.9): what + is, by a zone of one's own.
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { movedInstant, movedInZone } from "./moved-instant.ts";

export const dateAdd: FunctionFamily = functionFamily(["date_add"], () => [
  movedInstant("date_add", "later"),
  movedInZone("date_add", "later"),
]);
