SET TimeZone = 'Asia/Kolkata'
SELECT ROW(1, timestamptz '2000-01-01 00:00+00', 'a b')::text AS a, ROW(1, ARRAY[timestamptz '2000-01-01 00:00+00', NULL])::text AS b, ROW(ROW(t), t)::varchar(20) AS c FROM (VALUES (timestamptz '2000-01-01 00:00+00'), ('infinity'), (NULL)) AS v(t)
SELECT v::text AS a, (v IS NULL) AS b FROM (VALUES (timestamptz '2000-01-01 00:00+00', 1), (NULL, 2)) AS v(t, i)
WITH RECURSIVE g(a, b) AS (VALUES ('2000-01-01 00:00:00+00'::timestamptz, 'infinity'::timestamptz), ('infinity', NULL)), w(n, d) AS (SELECT a, 0 FROM g UNION SELECT g.b, w.d + 1 FROM w JOIN g ON g.a = w.n WHERE w.d < 2) SEARCH DEPTH FIRST BY n SET place CYCLE n, d SET again USING path SELECT n, d, place::text, again, path::text FROM w
SELECT NULL::timestamptz::text AS a, ROW(NULL::timestamptz)::text AS b
SELECT concat(ROW(t, 1), '-', t) AS a, concat_ws('|', ARRAY[ROW(t)], ROW(t, 'x y')) AS b, format('%s %L', ROW(t), t) AS c, ROW(t) || 'x' AS d, quote_literal(t) AS e FROM (VALUES (timestamptz '2000-01-01 00:00+00'), ('infinity'), (NULL)) AS v(t)
RESET TimeZone
set timezone='America/New_York'
select array_to_string(array[row(1,timestamptz '2024-01-01 12:00+00')],'|')
select array_to_string(array[timestamptz '2024-01-01 12:00+00'],'|'), row(timestamptz '2024-01-01 12:00+00')::text, array[row(timestamptz '2024-01-01 12:00+00')]::text
select format('%s', array[timestamptz '2024-01-01 12:00+00']), format('%s', row(timestamptz '2024-01-01 12:00+00')), concat(row(timestamptz '2024-01-01 12:00+00'), array[timestamptz '2024-01-01 12:00+00'])
select format('%s', variadic array[timestamptz '2024-01-01 12:00+00'])
select string_agg(x::text, ',') from (values (timestamptz '2024-01-01 12:00+00')) t(x)
select quote_literal(timestamptz '2024-01-01 12:00+00'), concat_ws(',', timestamptz '2024-01-01 12:00+00', 1), timestamptz '2024-01-01 12:00+00' || 'x', array_to_string(array_agg(x),',') from (values (timestamptz '2024-01-01 12:00+00')) t(x) group by x
set timezone='UTC'
set timezone='America/New_York'
create table zrw(a int, t timestamptz, ts timestamptz[], z timetz)
insert into zrw values (1,'2024-01-01 12:00+00','{2024-07-01 12:00+00,null}','12:00+02'),(2,null,null,null)
select array_to_string(array[row(a,t),null],'|','N'), array_to_string(array_agg(row(t)) over (), '-') from zrw order by a
select format('%s %s %s', ts, row(ts), array[row(a,t)]), concat(ts,row(z)), concat_ws(',',array[z],t), quote_literal(ts::text) from zrw order by a
select array_to_string(array[array[row(t)],array[row(t)]],',') from zrw order by a
select format('%s|%s', variadic ts), format('%s', variadic array[row(t)]) from zrw where a=1
select quote_literal(ts), quote_nullable(ts) from zrw order by a
set timezone='UTC'
