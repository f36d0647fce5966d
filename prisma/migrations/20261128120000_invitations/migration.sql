-- A sign-in link may be a person's who was invited; without one it is the owner's.
ALTER TABLE "sign_in_link" ADD COLUMN "user_id" TEXT REFERENCES "user" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE INDEX "sign_in_link_user_id_idx" ON "sign_in_link" ("user_id");
