#!/bin/sh
# Run once by the postgres image, in a new cluster: one database and one role for each service, as deploy/local/databases.py makes them.
# Nobody may connect to a database that is not his; the schema `keys` belongs to the role `signer` alone. Passwords come from the environment.
set -eu

psql_in() {
    psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname "$@"
}

role() {
    psql_in postgres --set role="$1" --set password="$2" <<'SQL'
CREATE ROLE :"role" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'password';
SQL
}

database() {
    role "$1" "$2"
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

# Nor to the databases that every server has; the administrator, a superuser, goes on.
psql_in postgres <<'SQL'
REVOKE ALL ON DATABASE postgres FROM PUBLIC;
REVOKE ALL ON DATABASE template1 FROM PUBLIC;
SQL
database filing "$FILING_DATABASE_PASSWORD"
database review "$REVIEW_DATABASE_PASSWORD"
database payment "$PAYMENT_DATABASE_PASSWORD"
database notification "$NOTIFICATION_DATABASE_PASSWORD"
database gateway "$GATEWAY_DATABASE_PASSWORD"
database signature "$SIGNATURE_DATABASE_PASSWORD"
role signer "$SIGNER_DATABASE_PASSWORD"
psql_in signature <<'SQL'
GRANT CONNECT ON DATABASE signature TO signer;
CREATE SCHEMA keys AUTHORIZATION signer;
ALTER ROLE signer IN DATABASE signature SET search_path = keys;
SQL
