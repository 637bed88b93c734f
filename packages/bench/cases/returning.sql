CREATE TABLE t (a int PRIMARY KEY, b text DEFAULT 'd', c numeric(6,2))
CREATE TABLE u (i int, v text)
INSERT INTO u VALUES (1, 'x'), (2, 'y'), (2, 'z')
INSERT INTO t VALUES (1, 'one', 1.5), (2, 'two', 2.25) RETURNING *
INSERT INTO t (a) VALUES (3) RETURNING a, b, c, a * 2 AS dbl
INSERT INTO t AS x (a, b) SELECT a + 10, b || '!' FROM t RETURNING x.a, x.b, old.a, new.b
INSERT INTO t VALUES (1, 'dup', 0) RETURNING a
SELECT count(*) FROM t
INSERT INTO t VALUES (50, 'n', 0) RETURNING (SELECT count(*) FROM t) AS n, (SELECT max(v) FROM u WHERE u.i < t.a)
UPDATE t SET b = upper(b), a = a + 100 WHERE a < 3 RETURNING a, old.a, new.a, b, old.b, c
UPDATE t SET b = u.v FROM u WHERE u.i = 13 - t.a OR u.i + 100 = t.a RETURNING t.a, u.i > 0
UPDATE t SET c = 9.999 WHERE a = 3 RETURNING c, *
UPDATE t AS z SET c = c + 1 FROM u WHERE u.i = 1 AND z.a = 3 RETURNING z.*, u.*
UPDATE t SET c = 0 WHERE a = 3 RETURNING WITH (OLD AS o, NEW AS n) o.c, n.c
UPDATE t SET c = 0 WHERE a = 3 RETURNING WITH (OLD AS o, OLD AS n) o.c
UPDATE t AS old SET c = 5 WHERE a = 3 RETURNING old.c, new.c
DELETE FROM t WHERE a > 100 RETURNING *, old.a, new.a
DELETE FROM t USING u WHERE u.i + 10 = t.a RETURNING a, t.b
DELETE FROM t RETURNING count(*)
DELETE FROM t RETURNING sum(a) OVER ()
DELETE FROM t RETURNING nope
DELETE FROM t RETURNING 1 / (a - a)
SELECT count(*) FROM t
INSERT INTO t SELECT * FROM t WHERE false RETURNING *
WITH w AS (SELECT 77 AS k) INSERT INTO t SELECT k, 'w' FROM w RETURNING a, (SELECT k FROM w)
DELETE FROM t RETURNING a, EXISTS (SELECT 1 FROM t tt WHERE tt.a = t.a)
INSERT INTO t VALUES (1, 'a') RETURNING a AS "A", b || 'x', 1, 'lit', NULL
SELECT * FROM t
CREATE TABLE absent (a int, t text);
INSERT INTO absent VALUES (9, 'z') RETURNING old IS NOT DISTINCT FROM NULL, CASE WHEN old IS NOT DISTINCT FROM NULL THEN 'inserted' ELSE 'updated' END, old::text, num_nulls(old, new), old IS NULL, row(old)::text, row(old.*)::text;
UPDATE absent SET a = 10 RETURNING old IS NOT DISTINCT FROM NULL, new IS NOT DISTINCT FROM NULL, old = new, num_nulls(old, new);
DELETE FROM absent RETURNING new::text, coalesce(new, old)::text, num_nulls(old, new), new IS NOT DISTINCT FROM NULL;
WITH d AS (INSERT INTO absent VALUES (3, 'x'), (NULL, NULL) RETURNING old, new) SELECT old::text, new::text, old IS NOT DISTINCT FROM NULL, (old).a, num_nulls(old, new) FROM d;
WITH d AS (DELETE FROM absent RETURNING old, new) SELECT old::text, new::text, new IS NOT DISTINCT FROM NULL, (new).a, num_nulls(old, new), count(new) OVER (), count(old) OVER () FROM d;
INSERT INTO absent VALUES (3, 'x') RETURNING WITH (OLD AS o) o::text, o.a, coalesce(o, absent)::text, (SELECT o IS NOT DISTINCT FROM NULL);
DROP TABLE absent;
