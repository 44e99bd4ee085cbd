# Imports: files into records, what they did, and taking them back.
import = Import
import-new = Import a file
import-title = Import: { $type }
import-what = What would you like to bring in?
import-all-types = All { $count } kinds of records
import-batches = Done before
import-none = Nothing was imported yet
import-none-why = Every import is listed here, and can be taken back as a whole.
import-file = File
import-records = Records
import-when = When
import-state = State
import-done = Imported
import-undone = Taken back
import-undone-at = Everything that this import made was removed on { $at }.
import-undone-all = Everything that this import made is removed again.
import-step-file = File
import-step-columns = Columns
import-step-check = Check
import-step-result = Result
import-steps = Steps of the import
import-step = Step { $number } of { $of }: { $name }
import-drop = Drop a file here, or paste cells from a spreadsheet
import-drop-why = CSV or XLSX, up to 100,000 rows. The first row names the columns. Nothing is kept before you have seen it.
import-choose = Choose a file
import-template = Download a template
import-pasted = Pasted cells
import-begun = You began with { $name }.
import-go-on = Go on with it
import-columns-why = { $source }: { $rows } rows. Say where each column goes; your choices are remembered for the next file.
import-column = Column
import-samples = For instance
import-field = Goes to
import-field-of = Field for the column { $column }
import-field-twice = { $column } goes there already
import-left-out = Left out
import-guessed = Guessed
import-chosen = Chosen
import-own-fields = Fields of the record
import-line-fields = Fields of its lines
import-more = What the file does not say
import-key = Known by
import-key-why = Records that have the same value are changed, not made twice.
import-key-none = Every row makes a new record
import-country = Country of phone numbers
import-country-why = For numbers without a country code, in rows without an address.
import-constants = The same for all rows
import-constants-why = Unless a column gives another value.
import-constant-add = Add a field with one value for all rows
import-constant-remove = Remove { $field }
import-missing = These must be given, and no column goes to them
import-check = Check the rows
import-check-again = Check again
import-checking = Checking; nothing is kept.
import-running = Importing…
import-progress = { $done } of { $total } rows
import-unchecked = The rows were not checked yet.
import-all-good = All rows can be imported.
import-not-mendable = Cells of this file cannot be mended here. Mend it in your spreadsheet program and choose it again.
import-shown-rows = Rows that are shown
import-only-refused = Refused ({ $count })
import-only-told = With remarks ({ $count })
import-all-rows = All ({ $count })
import-mend-why = Press Enter in a cell to mend it; then check again.
import-cells = Cells of the file
import-cell = { $column }, row { $row }
import-mended = Changed; check again
import-run = { $count ->
    [one] Import the row
   *[other] Import all { $count } rows
}
import-run-good = { $count ->
    [one] Import the good row only
   *[other] Import the { $count } good rows only
}
import-download-refused = { $count ->
    [one] Download the refused row
   *[other] Download the { $count } refused rows
}
import-refused-file = refused
import-why = what is wrong
import-rows = Rows
import-created = Made
import-would-create = Will be made
import-updated = Changed
import-would-update = Will be changed
import-unchanged = As they were
import-failed = Refused
import-done-all = Everything was imported
import-done-some = { $failed ->
    [one] Imported, but for one row
   *[other] Imported, but for { $failed } rows
}
import-done-some-why = Download the refused rows, mend them and import that file.
import-show = Show: { $type }
import-another = Import another file
import-undo = Take back
import-undo-title = Take back the import of { $source }?
import-undo-why = { $count ->
    [one] The record that it made is removed.
   *[other] All { $count } records that it made are removed.
 } If one of them was changed or is used somewhere since, nothing is removed and you are told why.
import-undo-yes = { $count ->
    [one] Remove the record
   *[other] Remove { $count } records
}
import-undo-done = { $count ->
    [one] Taken back: one record removed
   *[other] Taken back: { $count } records removed
}
import-findings = Remarks
import-no-findings = There was nothing to remark.
import-all-findings = All
import-error = Refused
import-unresolved = Kept as given
import-note = Note
import-row = Row
import-given = Given
import-finding = What to do
import-kind = Kind
import-shown = { $shown } of { $total }
