CREATE TABLE base (id int, g text, v numeric(6,2));
INSERT INTO base VALUES (1, 'a', 1.50), (2, 'a', 2.25), (3, 'b', NULL), (4, NULL, 4.00);
CREATE VIEW plain AS SELECT * FROM base;
CREATE VIEW renamed (key, sum) AS SELECT g, sum(v) FROM base GROUP BY g;
CREATE VIEW nested AS SELECT r.key, p.id FROM renamed r JOIN plain p ON p.g = r.key;
SELECT * FROM plain;
SELECT * FROM renamed;
SELECT * FROM nested ORDER BY id;
SELECT n.key, count(*) FROM nested n GROUP BY n.key;
SELECT id FROM base WHERE v > (SELECT avg(sum) FROM renamed);
SELECT b.id, (SELECT sum FROM renamed WHERE key = b.g) FROM base b;
INSERT INTO base VALUES (5, 'b', 10.00);
SELECT * FROM renamed;
CREATE VIEW plain AS SELECT 1;
CREATE OR REPLACE VIEW plain AS SELECT id, g, v FROM base WHERE id > 2;
SELECT * FROM plain;
CREATE VIEW windowed AS SELECT id, rank() OVER (ORDER BY v DESC NULLS LAST) AS place FROM base;
SELECT * FROM windowed WHERE place < 3;
CREATE VIEW broken AS SELECT nosuch FROM base;
CREATE VIEW twice AS SELECT id, id FROM base;
DROP VIEW windowed;
SELECT * FROM windowed;
DROP VIEW IF EXISTS windowed;
DROP TABLE windowed;
DROP VIEW base;
DROP TABLE plain;
CREATE VIEW lim AS SELECT id FROM base ORDER BY id DESC LIMIT 2;
SELECT * FROM lim;
SELECT count(*) FROM lim l1, lim l2;
WITH plain AS (SELECT 7 AS id) SELECT * FROM plain;
CREATE VIEW rec AS WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 4) SELECT n FROM t;
SELECT sum(n) FROM rec;
CREATE TABLE copied AS SELECT * FROM renamed;
SELECT * FROM copied ORDER BY key;
CREATE TABLE below_view (a int, b int)
CREATE VIEW of_groups AS SELECT a, count(*) FROM below_view GROUP BY a
CREATE VIEW of_distinct AS SELECT DISTINCT a FROM below_view
CREATE VIEW of_limit AS SELECT a FROM below_view LIMIT 1
CREATE VIEW of_join AS SELECT x.a FROM below_view x, below_view y
CREATE VIEW of_union AS SELECT a FROM below_view UNION SELECT b FROM below_view
CREATE VIEW of_with AS WITH q AS (SELECT 1) SELECT a FROM below_view
CREATE VIEW of_constant AS SELECT 1 AS a
CREATE VIEW of_expression AS SELECT a + 1 AS c FROM below_view
CREATE VIEW of_window AS SELECT a, sum(a) OVER () FROM below_view
CREATE VIEW of_set AS SELECT a, generate_series(1, 2) FROM below_view
CREATE VIEW of_view AS SELECT a FROM of_groups
CREATE VIEW of_subquery AS SELECT a FROM (SELECT * FROM below_view) s
INSERT INTO of_groups VALUES (1, 2)
UPDATE of_groups SET a = 1
DELETE FROM of_groups
DELETE FROM of_distinct
DELETE FROM of_limit
DELETE FROM of_join
DELETE FROM of_union
DELETE FROM of_with
DELETE FROM of_constant
UPDATE of_expression SET c = 1
INSERT INTO of_expression VALUES (1)
DELETE FROM of_window
DELETE FROM of_set
DELETE FROM of_view
DELETE FROM of_subquery
TRUNCATE of_groups
