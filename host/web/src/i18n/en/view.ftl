# Pages and actions of plugins.
view-action-done = { $action }: done
view-action-missing = The action { $action } is not there, or you may not run it.
view-open-made = Open: { $what }
view-refused = Nothing was changed
view-leave = Leave Keel?
view-leave-why = This opens { $host } in a new window.
view-copy = Copy
view-as-table = The figures as a table
view-newer-host = The part “{ $node }” needs a newer host.
view-from-plugin = From the plugin { $plugin }
view-all = All: { $what }
view-needed = This is needed.
