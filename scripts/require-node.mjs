// Imported first by every command. Old syntax only: it must at least be read by the versions it turns away.
const wanted = [20, 19];
const found = process.versions.node.split(".").map(Number);

if (found[0] < wanted[0] || (found[0] === wanted[0] && found[1] < wanted[1])) {
  console.error(
    "Aisle needs Node.js " +
      wanted.join(".") +
      " or later; this is " +
      process.version +
      ".\n" +
      "Install Node.js 20, 22 or 24 from https://nodejs.org, then run the command again.",
  );
  process.exit(1);
}
