/** The one database, and the one user, that there is. */
export const SESSION_NAME = "ffq";
