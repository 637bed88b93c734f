// The PostgreSQL whose SQL this is, as programs ask for it (SHOW server_version, version()).

/** Programs read the number that this begins with, as they do of PostgreSQL's builds ("18.1 (Debian 18.1-1)"). */
export const SERVER_VERSION = "18.0 (FFQ)";
export const SERVER_VERSION_NUMBER = "180000";
