// pg_client_encoding() (PostgreSQL manual, section 9.4).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { sessionFact } from "./session-fact.ts";

export const pgClientEncoding: FunctionFamily = functionFamily(["pg_client_encoding"], () => [
  sessionFact("pg_client_encoding", "UTF8", "The encoding of the client's texts, which is always the same."),
]);
