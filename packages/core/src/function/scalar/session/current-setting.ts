// current_setting(name, missing_ok) (PostgreSQL manual, section 9.27): the session puts the value in the place of the
// call before the statement runs (session/statement-settings.ts, setting-overloads.ts).
import { internal } from "../../../common/error.ts";
import { type ArgumentKind, type FunctionFamily, functionFamily, type ScalarOverload } from "../../registry.ts";

const setting = (args: readonly ArgumentKind[], doc: string): ScalarOverload => ({
  name: "current_setting",
  args,
  result: "text",
  strict: true,
  volatility: "stable",
  canFail: true,
  doc,
  lower: () => {
    throw internal("current_setting() in a plan that runs");
  },
});

export const currentSetting: FunctionFamily = functionFamily(["current_setting"], () => [
  setting(["text"], "The setting's value, as SHOW has it."),
  setting(
    ["text", "bool"],
    "The setting's value, as SHOW has it; of one that there is not NULL where the second argument is true.",
  ),
]);
