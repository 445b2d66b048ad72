# Turns apt sources in either format into one-line deb and deb-src entries of Debian main.

function reset() {
  types = uris = suites = components = signed = ""
  enabled = "yes"
  field = ""
}

function is_debian_suite(suite) {
  return suite ~ "^" codename "(-updates|-security|/updates)?$" || \
    suite ~ /^(stable|oldstable)(-updates|-security)?$/
}

function emit(options, uri, suite) {
  if (options != "") options = options " "
  print "deb " options uri " " suite " main"
  print "deb-src " options uri " " suite " main"
}

# A stanza of the deb822 format ends with an empty line.
function emit_stanza(   uri_count, suite_count, uri_list, suite_list, options, u, s) {
  if (types ~ /(^| )deb( |$)/ && components ~ /(^| )main( |$)/ && enabled !~ /^[Nn]o/) {
    options = signed ~ /^\// ? "[signed-by=" signed "]" : ""
    uri_count = split(uris, uri_list, " ")
    suite_count = split(suites, suite_list, " ")
    for (u = 1; u <= uri_count; u++)
      for (s = 1; s <= suite_count; s++)
        if (is_debian_suite(suite_list[s])) emit(options, uri_list[u], suite_list[s])
  }
  reset()
}

BEGIN { reset() }
/^[ \t]*#/ { next }
/^[ \t]*$/ { emit_stanza(); next }
/^deb[ \t]/ {
  line = $0
  sub(/#.*/, "", line)
  options = ""
  if (match(line, /\[[^]]*\]/)) {
    options = substr(line, RSTART, RLENGTH)
    line = substr(line, 1, RSTART - 1) substr(line, RSTART + RLENGTH)
  }
  count = split(line, part, " ")
  for (i = 4; i <= count; i++)
    if (part[i] == "main" && is_debian_suite(part[3])) emit(options, part[2], part[3])
  next
}
/^[A-Za-z-]+:/ {
  field = tolower(substr($0, 1, index($0, ":") - 1))
  value = substr($0, index($0, ":") + 1)
  gsub(/^[ \t]+|[ \t\r]+$/, "", value)
  if (field == "types") types = value
  if (field == "uris") uris = value
  if (field == "suites") suites = value
  if (field == "components") components = value
  if (field == "signed-by") signed = value
  if (field == "enabled") enabled = value
  next
}
# A continuation line.
/^[ \t]/ {
  value = $0
  gsub(/^[ \t]+|[ \t\r]+$/, "", value)
  if (field == "uris") uris = uris " " value
  if (field == "suites") suites = suites " " value
  if (field == "components") components = components " " value
}
END { emit_stanza() }
