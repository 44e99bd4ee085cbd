# Forms of records, and lines as a spreadsheet.
grid-line = Line
grid-line-number = Line { $line }
grid-cell = { $label }, line { $line }
grid-add = Add a line
grid-add-to = Add a line: { $label }
grid-remove = Remove line { $line }
grid-empty = No lines
grid-sum = Sum
grid-keys = Tab and Enter go on · Ctrl+D copies from above · Ctrl+Del removes the line · tables can be pasted
grid-wrong = { $label }: { $why }
grid-not-found = “{ $text }” is not one of them, or could be several.
grid-not-asked = “{ $text }” could not be looked up; the host does not answer.
no-day = This is no day.
no-choice = This cannot be chosen.
