CREATE TABLE p (a int, b text, c numeric(4,1));
INSERT INTO p VALUES (1, 'x', 1.0), (1, 'y', NULL), (2, NULL, 2.5), (NULL, 'x', 1.0), (2, 'a', 0.5);
SELECT a, b FROM p WHERE (a, b) = (1, 'x');
SELECT a, b, (a, b) <> (1, 'x'), (a, b) < (1, 'y'), (a, b) >= (2, 'a') FROM p;
SELECT a, b, (a, c) < (2, 1.0), (a, c) <= (1, 1.0), (c, a) > (1, 1) FROM p;
SELECT a, b FROM p WHERE (a, b) IN ((1, 'x'), (2, 'a'));
SELECT a, b, (a, b) NOT IN ((1, 'x'), (2, 'a')) FROM p;
SELECT a, b, (a, b) IN ((1, NULL), (2, 'a')) FROM p;
SELECT a, b FROM p WHERE (a, b) IS DISTINCT FROM (1, 'x');
SELECT a, b FROM p WHERE (a, b) IS NOT DISTINCT FROM (2, NULL);
SELECT a, b, (a, b) IS NULL, (a, b) IS NOT NULL FROM p;
SELECT a, b FROM p WHERE (a, c) = (SELECT a, c FROM p WHERE b = 'a');
SELECT a, b, (a, c) = ANY (SELECT a, c FROM p WHERE b = 'x') FROM p;
SELECT a, b, (a, b) NOT IN (SELECT a, b FROM p WHERE a = 2) FROM p;
SELECT a, b FROM p WHERE (a, b) < (SELECT 2, 'b');
SELECT (1, 2) = (1, 2, 3);
SELECT (1, 'a') = (1, 2);
SELECT a FROM p WHERE (a, b) IN (SELECT a FROM p);
SELECT CASE WHEN (a, b) = (1, 'x') THEN 'hit' ELSE 'miss' END FROM p;
SELECT p1.a, p2.b FROM p p1 JOIN p p2 ON (p1.a, p1.b) = (p2.a, p2.b);
CREATE TABLE wr (a int, b text, c numeric(6,2))
INSERT INTO wr VALUES (1,'x',2.5),(2,'y',NULL),(3,NULL,7)
select (wr).a, (wr.*)::text, wr::text from wr order by 1
select (row(wr.*))::text, (row(wr.a, wr.b))::text, (row(wr.*, 1))::text from wr order by 1
select count(wr.*), count(distinct wr.*), count(nope.*) from wr
select count(wr.*), count(distinct wr.*), max(a) from wr
select wr.* is null, wr.* is not null from wr
select x.* = y.* as eq from wr x, wr y where x.a=1 and y.a=1
select coalesce(wr.*, wr.*)::text from wr
select array_agg(wr.*)::text from wr
select a.b.* from wr
select make_date(year => 2024, month => 2, day => 1), make_date(2024, day => 3, month => 4), make_time(hour => 1, min => 2, sec => 3.5), make_timestamp(year => 2024, month => 1, mday => 2, hour => 3, min => 4, sec => 5), make_timestamptz(2024,1,2,3,4,5, timezone => 'UTC'), make_interval(days => 3), make_interval(1, secs => 5)
select make_date(year => 2024)
select make_date(nope => 1, month => 2, day => 3)
select make_interval(nope => 3)
select make_interval(days => 3, days => 4)
select make_interval(days => 3, 4)
select regexp_replace(string => 'aXbX', pattern => 'x', replacement => '-', flags => 'gi'), regexp_count(string => 'abab', pattern => 'b'), regexp_like('Ab', 'a', flags => 'i'), regexp_replace('a1a1','a','b', start => 2, "N" => 1), regexp_substr('abcabc', 'b.', start => 3)
SELECT length((ROW(ROW(ROW(ROW(ROW(ROW(ROW(ROW(ROW(ROW(ROW(ROW(g, 'a b'), g), g), g), g), g), g), g), g), g), g), g))::text), md5((ROW(ROW(ROW(ROW(ROW(ROW(ROW(ROW(ROW(ROW(ROW(ROW(g, 'a b'), g), g), g), g), g), g), g), g), g), g), g))::text) FROM generate_series(1, 2) AS g
SELECT length((ROW(ARRAY[ROW(ARRAY[ROW(ARRAY[ROW(ARRAY[ROW(ARRAY[ROW(ARRAY[ROW(ARRAY[ROW(ARRAY[ROW(g, 'a b')], g)], g)], g)], g)], g)], g)], g)], g))::text) FROM generate_series(1, 2) AS g
SELECT (ROW(ROW(ROW(ROW(ROW(ROW(ROW(ROW(ROW(ROW(ROW(ROW(g, 'a b'), g), g), g), g), g), g), g), g), g), g), g))::text LIKE '%a b%', length(quote_literal(ROW(ROW(ROW(ROW(ROW(ROW(ROW(ROW(ROW(ROW(ROW(ROW(g, 'a b'), g), g), g), g), g), g), g), g), g), g), g))) FROM generate_series(1, 2) AS g
