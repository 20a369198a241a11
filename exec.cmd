@rem The scripts in package.json begin with "exec", so that a signal sent to npm reaches us and not a shell between.
@rem Windows' shell knows no exec: it finds this file, which runs what it is given.
@%*
