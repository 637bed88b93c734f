// Which calls ask for a setting: apart from their rows, because every statement looks for them before it runs.

/** The session puts the setting's value in the place of these calls (session/statement-settings.ts). */
export const SETTING_OVERLOADS: ReadonlySet<string> = new Set(["current_setting(text)", "current_setting(text,bool)"]);
