"""The public JSON: schemas beside this file, checked values on the way in, plain dicts on the way out."""
