"""Third-party front-end files: installed by npm, changed a little, put where we serve them from.

Nothing of this is in the repository: ``package.json`` names exact versions and
``package-lock.json`` their digests. The result lies in the ignored folder ``static/vendor`` and
travels in our wheel, so that only a checkout of the sources ever needs Node.
"""
