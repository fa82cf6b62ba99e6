#!/bin/sh
# Run once by the postgres image, in a new cluster: one database and one role for each service, as deploy/local/databases.py makes them.
# Nobody may connect to a database that is not his; a tenant's schema belongs to the tenant's role alone. The environment says who there is
# (DATABASES; TENANTS as role:database:schema) and gives the passwords (FILING_DATABASE_PASSWORD ...).
set -eu

psql_in() {
    psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname "$@"
}

role() {
    password="$(printenv "$(echo "$1" | tr '[:lower:]' '[:upper:]')_DATABASE_PASSWORD")"
    psql_in postgres --set role="$1" --set password="$password" <<'SQL'
CREATE ROLE :"role" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'password';
SQL
}

database() {
    role "$1"
    psql_in postgres --set name="$1" <<'SQL'
CREATE DATABASE :"name";
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE :"name" TO :"name";
SQL
    psql_in "$1" --set name="$1" <<'SQL'
REVOKE ALL ON SCHEMA public FROM PUBLIC;
ALTER SCHEMA public OWNER TO :"name";
SQL
}

let_in() {
    role "$1"
    psql_in "$2" --set role="$1" --set name="$2" --set schema="$3" <<'SQL'
GRANT CONNECT ON DATABASE :"name" TO :"role";
CREATE SCHEMA :"schema" AUTHORIZATION :"role";
ALTER ROLE :"role" IN DATABASE :"name" SET search_path = :"schema";
SQL
}

# Nor to the databases that every server has; the administrator, a superuser, goes on.
psql_in postgres <<'SQL'
REVOKE ALL ON DATABASE postgres FROM PUBLIC;
REVOKE ALL ON DATABASE template1 FROM PUBLIC;
SQL
for name in $DATABASES; do
    database "$name"
done
for tenant in $TENANTS; do
    IFS=: read -r role database schema <<EOF
$tenant
EOF
    let_in "$role" "$database" "$schema"
done
