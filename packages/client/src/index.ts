// @ffq/client: FFQ in one import. Re-exports @ffq/core; finds the extensions that are installed; adds the TPC-H
// generator and queries.
import "./installed-extensions.ts";

export * from "@ffq/core";
export {
  type GeneratedFile,
  type GenerateOptions,
  type GenerateProgress,
  generateTpch,
} from "./tpch/generate.ts";
export { tpchQueries } from "./tpch/queries.ts";
