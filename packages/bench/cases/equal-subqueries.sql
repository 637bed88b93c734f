CREATE TABLE e (id int, d int, n int)
INSERT INTO e VALUES (1, 1, 10), (2, 1, 20), (3, 2, 30), (4, NULL, 40), (5, 3, NULL)
CREATE TABLE dep (id int, name text)
INSERT INTO dep VALUES (1, 'one'), (2, 'two'), (3, 'one')
SELECT (SELECT name FROM dep WHERE dep.id = e.d) AS dept, count(*), sum(n) FROM e GROUP BY (SELECT name FROM dep WHERE dep.id = e.d)
SELECT upper((SELECT name FROM dep WHERE dep.id = e.d)) AS dept, count(*) FROM e GROUP BY (SELECT name FROM dep WHERE dep.id = e.d) HAVING (SELECT name FROM dep WHERE dep.id = e.d) IS NOT NULL ORDER BY (SELECT name FROM dep WHERE dep.id = e.d)
SELECT EXISTS (SELECT FROM dep WHERE dep.id = e.d AND name = 'one') AS x, count(*), GROUPING(EXISTS (SELECT FROM dep WHERE dep.id = e.d AND name = 'one')) AS g FROM e GROUP BY ROLLUP (EXISTS (SELECT FROM dep WHERE dep.id = e.d AND name = 'one'))
SELECT array_agg(DISTINCT (SELECT name FROM dep WHERE dep.id = e.d) ORDER BY (SELECT name FROM dep WHERE dep.id = e.d) DESC) AS a FROM e
SELECT DISTINCT (SELECT name FROM dep WHERE dep.id = e.d) AS n FROM e ORDER BY (SELECT name FROM dep WHERE dep.id = e.d) DESC
SELECT DISTINCT ON ((SELECT name FROM dep WHERE dep.id = e.d)) id FROM e ORDER BY (SELECT name FROM dep WHERE dep.id = e.d), id DESC
SELECT (SELECT max(id) FROM dep) + count(*) AS c, (SELECT max(id) FROM dep) AS m FROM e GROUP BY (SELECT max(id) FROM dep)
SELECT (SELECT name FROM dep WHERE dep.id = e.n) AS dept FROM e GROUP BY (SELECT name FROM dep WHERE dep.id = e.d)
SELECT (SELECT name FROM dep WHERE id = e.d LIMIT 1) AS dept FROM e GROUP BY (SELECT name FROM dep WHERE id = e.d)
SELECT sum((SELECT id FROM dep WHERE dep.id = e.d)) + sum((SELECT id FROM dep WHERE dep.id = e.d)) AS s FROM e
SELECT d, (SELECT sum(e.n) FROM dep WHERE dep.id = 1) AS s, (SELECT sum(e.n) FROM dep WHERE dep.id = 1) + 1 AS t FROM e GROUP BY d
SELECT (SELECT count(*) FROM dep WHERE dep.id = o.d) AS c, sum(x) OVER (PARTITION BY (SELECT count(*) FROM dep WHERE dep.id = o.d)) AS s FROM (SELECT d, n AS x FROM e) AS o
