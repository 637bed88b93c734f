CREATE TABLE t (id int PRIMARY KEY, name varchar(5) NOT NULL, price numeric(6,2) DEFAULT 1.50, day date UNIQUE);
INSERT INTO t VALUES (1, 'a', 2.345, '2024-01-01'), (2, 'b', DEFAULT, NULL);
INSERT INTO t (name, id) VALUES ('c', 3);
SELECT * FROM t ORDER BY id;
INSERT INTO t VALUES (1, 'again', 1, NULL);
INSERT INTO t VALUES (4, NULL, 1, NULL);
INSERT INTO t VALUES (4, 'toolong', 1, NULL);
INSERT INTO t VALUES (4, 'd', 12345, NULL);
INSERT INTO t VALUES (5, 'e', 1, '2024-01-01');
INSERT INTO t VALUES (6, 'f', 1, '2024-06-01'), (6, 'g', 1, NULL);
SELECT count(*) FROM t;
UPDATE t SET price = price * 2 WHERE id < 3;
SELECT id, price FROM t ORDER BY id;
UPDATE t SET id = id + 10;
SELECT id FROM t ORDER BY id;
UPDATE t SET id = 12;
UPDATE t SET name = NULL WHERE id = 12;
UPDATE t SET price = s.p FROM (VALUES (12, 9.99), (13, 8.88)) AS s(i, p) WHERE s.i = t.id;
SELECT id, price FROM t ORDER BY id;
UPDATE t SET (name, price) = ('zz', 0) WHERE id = 11;
DELETE FROM t WHERE id = 12;
DELETE FROM t USING (VALUES (13)) AS s(i) WHERE t.id = s.i;
SELECT * FROM t;
CREATE TABLE copy AS SELECT id, name, price * 2 AS twice FROM t;
SELECT * FROM copy;
INSERT INTO copy SELECT id + 10, name, twice FROM copy;
SELECT count(*), sum(id) FROM copy;
CREATE VIEW v AS SELECT id, upper(name) AS big FROM copy WHERE id > 5;
SELECT * FROM v;
INSERT INTO copy VALUES (20, 'new', 1);
SELECT count(*) FROM v;
DROP VIEW v;
SELECT * FROM v;
CREATE TABLE t (x int);
CREATE TABLE IF NOT EXISTS t (x int);
DROP TABLE nosuch;
DROP TABLE IF EXISTS nosuch;
DROP TABLE copy;
SELECT * FROM copy;
DELETE FROM t;
SELECT count(*) FROM t;
CREATE TABLE pair (a int, b int, UNIQUE (a, b));
INSERT INTO pair VALUES (1, 1), (1, 2), (NULL, 1), (NULL, 1);
INSERT INTO pair VALUES (1, 2);
SELECT count(*) FROM pair;
CREATE TABLE bad (x nosuchtype);
INSERT INTO pair (c) VALUES (1);
INSERT INTO pair VALUES (1, 2, 3);
CREATE TABLE of_records AS SELECT ROW(5) AS x
CREATE TABLE of_records AS SELECT ARRAY[ROW(5)] AS x
CREATE VIEW of_records AS SELECT ROW(5) AS x
CREATE TABLE of_records (a record)
CREATE TABLE of_records (a record[])
CREATE TABLE of_records (a anyelement)
CREATE TABLE of_records (a "any")
CREATE TABLE of_records (a cstring[])
CREATE TABLE of_records (a unknown)
CREATE TABLE from_sets (a int, b int, c text DEFAULT 'dd', g int GENERATED ALWAYS AS (a + 1) STORED)
INSERT INTO from_sets VALUES (generate_series(1, 3), 5)
INSERT INTO from_sets VALUES (generate_series(1, 3), generate_series(7, 8), DEFAULT) RETURNING *
INSERT INTO from_sets (b, a) VALUES (unnest(ARRAY[1, 2, NULL]), generate_series(1, 2) * 10 + generate_series(0, 1)) RETURNING *
INSERT INTO from_sets VALUES (generate_series(1, 3), 5), (1, 2)
INSERT INTO from_sets VALUES (1, 2), (generate_series(1, 3), 5)
INSERT INTO from_sets VALUES (sum(generate_series(1, 3)), 5)
INSERT INTO from_sets VALUES (CASE WHEN true THEN generate_series(1, 3) END, 5)
INSERT INTO from_sets (a) VALUES (generate_series(1, 0))
INSERT INTO from_sets (a, c) VALUES (generate_series(1, 2), generate_series(1, 2))
INSERT INTO from_sets (a, b) VALUES (generate_series(1, generate_series(1, 3)), 0) RETURNING a, b
INSERT INTO from_sets (g) VALUES (generate_series(1, 2))
SELECT * FROM from_sets ORDER BY a, b, c
