"""Labels that readers give by ``docs/labelling.md``: their names and form, agreement, and where passes are kept."""
