SELECT v, max(i) OVER (ORDER BY v RANGE BETWEEN interval '1 hour' PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE TIES), count(*) OVER (ORDER BY v RANGE BETWEEN interval '1 hour' PRECEDING AND interval '1 day 2 hours' FOLLOWING), count(*) OVER (ORDER BY v DESC RANGE BETWEEN interval '3 hour' PRECEDING AND interval '1 month' FOLLOWING) FROM (VALUES ('00:00:00.000001'::time,1),('24:00:00',2),('00:30:00',3),(NULL,4),('23:59:59',5),('12:00',6),('23:00',7)) AS t(v,i) ORDER BY i
SELECT v, count(*) OVER (ORDER BY v RANGE BETWEEN interval '1 hour' PRECEDING AND interval '2 hours' FOLLOWING), count(*) OVER (ORDER BY v DESC RANGE BETWEEN interval '3 hour' PRECEDING AND interval '0' FOLLOWING), sum(i) OVER (ORDER BY v RANGE BETWEEN CURRENT ROW AND interval '1 day' FOLLOWING) FROM (VALUES ('00:00:00.000001+00'::timetz,1),('24:00:00-15:59',2),('00:30:00+02',3),(NULL,4),('23:59:59+15:59',5),('12:00+00',6),('13:00+01',7),('11:00-01',8),('10:00+01',9)) AS t(v,i) ORDER BY i
SELECT sum(i) OVER (ORDER BY v RANGE BETWEEN interval '-1 hour' PRECEDING AND CURRENT ROW) FROM (VALUES ('00:30:00'::time,3)) AS t(v,i)
SELECT sum(i) OVER (ORDER BY v RANGE BETWEEN interval '-1 day' PRECEDING AND CURRENT ROW) FROM (VALUES ('00:30:00'::time,3)) AS t(v,i)
SELECT sum(i) OVER (ORDER BY v RANGE BETWEEN '1 hour' PRECEDING AND CURRENT ROW) FROM (VALUES ('00:30:00'::time,3)) AS t(v,i)
SELECT sum(i) OVER (ORDER BY v RANGE BETWEEN '25:00:00' PRECEDING AND '1 day 25 hours' FOLLOWING) FROM (VALUES ('00:30:00'::time,3),('01:00',4)) AS t(v,i)
SELECT timezone('1 day', '23:59:59-05:30'::timetz), timezone('1 year -00:00:01', '24:00:00+15:59'::timetz)
SELECT timezone('foo3', '23:59:59-05:30'::timetz), timezone('3', '23:59:59+00'::timetz), timezone('a b3','23:59:59+00'::timetz)
SELECT timezone('foo3bar', '2024-07-01 00:00+00'::timestamptz), timezone('foo3bar', '2024-01-01 00:00+00'::timestamptz), timezone('1 day', '2024-07-01 00:00+00'::timestamptz), timezone('1 day', '2024-01-01 00:00+00'::timestamptz)
SELECT timezone('EST5EDT,M3.2.0,M11.1.0', '2024-07-01 00:00+00'::timestamptz), timezone('<x y>3', '2024-01-01 00:00+00'::timestamptz)
SELECT timezone('EST+5', '2024-07-01 00:00+00'::timestamptz), timezone('ab3', '2024-01-01 00:00+00'::timestamptz), timezone('a3', '2024-01-01 00:00+00'::timestamptz)
SELECT timezone('EST5EDT4,J60/0,J300/1:30', x) FROM (VALUES ('2024-02-29 12:00+00'::timestamptz),('2024-03-01 05:00+00'),('2023-03-01 04:59:59+00'),('2024-10-26 12:00+00'),('2500-07-01 00:00+00'),('1960-07-01 00:00+00'),('1969-12-31 23:00+00'),('1970-06-01 23:00+00')) AS t(x)
SELECT timezone('AEST-10AEDT,M10.1.0,M4.1.0/3', x) FROM (VALUES ('2024-02-29 12:00+00'::timestamptz),('2024-07-01 05:00+00'),('2023-10-01 04:59:59+00'),('2024-10-26 12:00+00'),('2500-07-01 00:00+00'),('1960-07-01 00:00+00'),('2024-04-06 15:59:59+00'),('2024-04-06 16:00:00+00')) AS t(x)
SELECT timezone('foo', '2024-02-29 12:00+00'::timestamptz)
SELECT timezone('foo168', '2024-02-29 12:00+00'::timestamptz)
SELECT timezone('foo167', '2024-02-29 12:00+00'::timestamptz)
SELECT timezone('foo3:60', '2024-02-29 12:00+00'::timestamptz)
SELECT timezone('foo3bar4,M1.1', '2024-02-29 12:00+00'::timestamptz)
SELECT timezone('', '2024-02-29 12:00+00'::timestamptz)
SELECT timezone('<>3', '2024-02-29 12:00+00'::timestamptz)
SELECT timezone('foo3,M1.1.0,M2.1.0', '2024-02-29 12:00+00'::timestamptz)
SELECT timezone('foo3bar;M1.1.0,M2.1.0', '2024-01-29 12:00+00'::timestamptz)
SELECT timezone('foo-14:30bar', '2024-07-29 12:00+00'::timestamptz), timezone('-3', '2024-07-29 12:00+00'::timestamptz), timezone('+3x', '2024-07-29 12:00+00'::timestamptz)
SELECT timezone('x+3 y-3', '2024-07-29 12:00+00'::timestamptz)
SELECT timezone('3,', '2024-07-29 12:00+00'::timestamptz)
SELECT timezone('NULL', '2024-07-29 12:00+00'::timestamptz)
SELECT timezone('foo3bar2;M1.1.0,M2.1.0', '2024-01-29 12:00+00'::timestamptz)
SELECT timezone('foo3bar2;', '2024-01-29 12:00+00'::timestamptz)
SELECT timezone('EST5EDT4,J60/0,J300/1:30', x) FROM (VALUES ('0044-07-15 12:00+00 BC'::timestamptz),('4713-12-01 05:00+00 BC'),('1500-07-01 04:59:59+00'),('0001-10-26 12:00+00'),('2370-07-01 00:00+00'),('2369-12-31 23:00+00'),('290000-07-01 00:00+00')) AS t(x)
SELECT timezone('foo3bar+2', '2024-07-29 12:00+00'::timestamptz), timezone('foo3bar-2:30,M1.1.0,M12.5.0', '2024-07-29 12:00+00'::timestamptz)
create table places (id int, zone text, at timestamptz, local timestamp)
insert into places select n, (array['UTC', 'Europe/Berlin', 'america/new_york', 'EST', 'Asia/Kolkata', 'UTC+3', '<+05>-05', 'Pacific/Apia', null])[n % 9 + 1], timestamptz '2011-12-28 12:00+00' + n * interval '37 hours', timestamp '2024-03-30 00:30' + n * interval '7 hours' from generate_series(0, 99) g(n)
select id, zone, at at time zone zone, local at time zone zone from places order by id
select id, timezone(zone, at), timezone(lower(zone), local) from places where zone is not null order by id
select id, date_trunc('day', at, zone), date_trunc('month', at, zone) from places order by id
select id, date_add(at, '1 month 1 day', zone), date_subtract(at, '100 days', zone) from places order by id
select id, make_timestamptz(2024, 3, 31, 2, 30, 0, zone) from places order by id
select (at at time zone zone)::date as day, count(*) from places group by 1 order by 1
select p.id, q.id from places p join places q on p.at at time zone p.zone = q.at at time zone q.zone and p.id < q.id order by 1, 2
select id, g from places, lateral generate_series(at, at + interval '2 days', '1 day', zone) g where id < 20 order by id, g
select t at time zone z from (values ('Europe/Berln', null::timestamptz)) v(z, t)
select t at time zone z from (values ('Europe/Berln', timestamptz '2024-01-01 00:00+00'), ('UTC', null)) v(z, t)
select case when z = 'no zone' then null else t at time zone z end from (values ('no zone', timestamptz '2024-01-01 00:00+00'), ('Asia/Tokyo', '2024-01-01 00:00+00')) v(z, t) order by 1
select date_trunc('day', t, z), date_add(t, '1 day', z), make_timestamptz(2024, a, 1, 0, 0, 0, z) from (values ('nowhere', null::timestamptz, null::int)) v(z, t, a)
select make_timestamptz(2024, 1, 1, 0, 0, 0, z) from (values ('+03'), ('-04:30'), ('Asia/Tokyo')) v(z) order by 1
select timetz '12:00+00' at time zone z from (values ('UTC+3'), ('<-02>+02'), (null)) v(z) order by 1
