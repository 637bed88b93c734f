// A setting as SET, RESET and SHOW know it.
import type { Settings } from "./options.ts";
import type { Session } from "./session.ts";

export interface Setting {
  /** As SHOW spells it, where that is not the name by which it is found. */
  readonly title?: string;
  /** Its value may be several, with commas between them. */
  readonly isList?: true;
  /** One line for SHOW ALL. */
  readonly about: string;
  readonly show: (session: Session) => string;
  /** Absent for what cannot be changed. */
  readonly set?: (settings: Settings, text: string) => Settings;
  readonly reset?: (settings: Settings, defaults: Settings) => Settings;
}
