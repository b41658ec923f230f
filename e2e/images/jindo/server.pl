# Plays a server of JindoCache, on the port that is its argument: answers one line a connection, and remembers what it was told
# until it ends.
use strict;
use warnings;
use IO::Socket::INET;

my $server = IO::Socket::INET->new(LocalPort => $ARGV[0], Listen => 16, ReuseAddr => 1)
    or die "stand-in: cannot listen on $ARGV[0]: $!\n";
$SIG{TERM} = $SIG{INT} = sub { exit 0 };
$SIG{PIPE} = 'IGNORE';
$| = 1;
my (%mounts, %workers);

sub answer {
    my ($question) = @_;
    if ($question eq 'list') {
        return join '', map { "$_ $mounts{$_}\n" } sort keys %mounts;
    } elsif ($question =~ /^mount (\S+) (\S+)$/) {
        return "error: $1 is taken by $mounts{$1}\n" if exists $mounts{$1} && $mounts{$1} ne $2;
        $mounts{$1} = $2;
    } elsif ($question =~ /^worker (\S+)$/) {
        $workers{$1} = 1;
    } elsif ($question =~ m{^load jindo://(/\S*)$}) {
        my $path = $1;
        my $known = grep { $_ eq '/' || $path eq '/' || index("$path/", "$_/") == 0 } keys %mounts;
        return "error: nothing is mounted at $path\n" unless $known;
    } elsif ($question !~ /^sets [1-9]\d*$/) {
        return "error: \"$question\" is no question\n";
    }
    print "told $question\n";
    return "done\n";
}

while (1) {
    my $client = $server->accept or next;
    my $question = <$client>;
    if (defined $question) {
        chomp $question;
        print $client answer($question);
    }
    close $client;
}
