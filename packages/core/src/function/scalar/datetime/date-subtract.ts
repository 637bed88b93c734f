// date_subtract(instant, interval [, zone]) (PostgreSQL manual, section 9.9): what - is, by a zone of one's own.
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { movedInstant, movedInZone } from "./moved-instant.ts";

export const dateSubtract: FunctionFamily = functionFamily(["date_subtract"], () => [
  movedInstant("date_subtract", "earlier"),
  movedInZone("date_subtract", "earlier"),
]);
