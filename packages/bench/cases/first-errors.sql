CREATE TABLE oe (a int, b text)
select case when true then nope1 when nope2 then 1 end from oe
select case when true then sum(sum(a)) when coalesce(1,'x'::text) then 1 end from oe
select case when true then a+'x'::text when rank() then 1 end from oe
select case a when 1 then b+1 when 'x' then sum(1) over nope end from oe
select case when a then 1 else nope end from oe
select case when 1=1 then 1 else nope end, nope2 from oe
select nope1 from oe where nope2 group by nope3 order by nope4
select nope1 from nope2
select a from oe where sum(a)>0 and nope
select sum(nope) from oe where sum(a) > 0
select a, nope from oe group by b
select a from oe group by nope
select a from oe order by nope
select b from oe having nope
select oe.nope, u.a from oe
select a from oe limit nope
select a from oe limit a
select foo(nope) from oe
select a::nope from oe
select nope::nope2 from oe
select a+nope+foo() from oe
select coalesce(a,b,nope) from oe
select greatest(a,b), nope from oe
select a in (1,'x'::text,nope) from oe
select (select nope from oe), nope2 from oe
select a between nope and b from oe
select nullif(a,nope) from oe
select array[a,b,nope] from oe
select row(a,nope), sum() from oe
select sum(a) over (partition by nope order by nope2) from oe
select sum(nope) over (partition by nope1) from oe
select a from oe union select nope from oe
select a from oe union select b from oe order by nope
select a,b from oe union select nope from oe
insert into oe(a,nope) values (foo(),1)
insert into oe select nope from oe
insert into oe values (nope,1,2)
update oe set a=nope, nope=1
update oe set nope=1 where nope2
select * from oe join oe u on nope=1 where nope2
select * from oe join nope on true where nope2
select * from oe join oe u using (nope) where nope2
select * from oe join oe u using (a) join nope using (a)
select nope.* from oe
select distinct on (nope) a from oe order by nope2
select count(*) filter (where nope) from foo
select sum(a order by nope) from oe
select a from oe where exists (select nope from oe)
select upper(a,b,nope) from oe
select upper() from oe where nope
select a like nope from oe
select extract(nope from a) from oe
select a at time zone nope from oe
select cast(nope as int), 1+b from oe
select 'x'::int, nope from oe
select 1/0 from nope
select '1.5'::int from nope
