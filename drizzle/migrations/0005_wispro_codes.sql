-- At least six digits, more when they are needed (lpad alone would cut a seventh off).
create function new_user_code() returns text language sql volatile
return (select 'C' || lpad(n::text, greatest(6, length(n::text)), '0') from nextval('users_code_seq') as n);
